"""Zet een instroom klaar, toont de startlink, vraagt de status en trekt de instroom weer in.

Alleen de standaardbibliotheek.
"""

import http.client
import json
import os
import random
import ssl
import sys
import time
import urllib.parse
import uuid

ADRES = urllib.parse.urlsplit(os.environ.get("SLUIS_ADRES", "https://localhost:8443"))
DIENST = "/v1/instroom/machtigingenportaal"
POGINGEN = 5
OPNIEUW = {429, 500, 503}

# Controleert het servercertificaat tegen deze root; het certificaatbestand bevat ook de uitgever.
tls = ssl.create_default_context(cafile=os.environ.get("SLUIS_ROOT", "certs-dev/root.pem"))
tls.load_cert_chain(
    os.environ.get("SLUIS_CERT", "certs-dev/clients/systeem.pem"),
    os.environ.get("SLUIS_KEY", "certs-dev/clients/systeem.key"),
)

# Eén verbinding die open blijft; is hij gesloten, dan opent http.client hem bij het volgende verzoek.
verbinding = http.client.HTTPSConnection(ADRES.hostname, ADRES.port or 443, context=tls, timeout=15)


def vraag(methode, pad, bericht=None):
    """Geeft status, Retry-After (of None) en de JSON van het antwoord."""
    inhoud = None if bericht is None else json.dumps(bericht).encode()
    kopregels = {} if bericht is None else {"Content-Type": "application/json"}
    try:
        verbinding.request(methode, pad, body=inhoud, headers=kopregels)
        antwoord = verbinding.getresponse()
        tekst = antwoord.read()
    except (OSError, http.client.HTTPException):
        verbinding.close()
        raise
    wacht = antwoord.headers.get("Retry-After")
    return antwoord.status, wacht and int(wacht), json.loads(tekst) if tekst else {}


def vraag_met_geduld(methode, pad, bericht=None):
    """Probeert het opnieuw waar dat zin heeft. Veilig, want de referentie blijft dezelfde."""
    for poging in range(1, POGINGEN + 1):
        pauze = 2 ** (poging - 1) * random.uniform(0.5, 1.5)
        try:
            status, wacht, antwoord = vraag(methode, pad, bericht)
            if status not in OPNIEUW or poging == POGINGEN:
                return status, antwoord
            pauze = wacht or pauze
        except (OSError, http.client.HTTPException):
            if poging == POGINGEN:
                raise
        time.sleep(pauze)


def vraag_of_stop(methode, pad, bericht=None):
    """Geeft het antwoord, of stopt met wat er in de weigering staat."""
    status, antwoord = vraag_met_geduld(methode, pad, bericht)
    if status >= 400:
        sys.exit(f"{antwoord['code']}: {antwoord['detail']} {antwoord['actie']}")
    return antwoord


# Bewaar de referentie vóór het versturen, zodat hetzelfde bericht nog eens kan worden aangeboden.
referentie = f"VOORBEELD-{uuid.uuid4()}"

klaargezet = vraag_of_stop(
    "POST",
    DIENST,
    {
        "referentie": referentie,
        "instantie": {"agbCode": "12000001"},
        "zorgverlener": {"agbCode": "12100001"},
        "verzekerde": {"bsn": "999990019", "geboortedatum": "1980-01-31", "uzovi": "3332"},
        "verstrekking": {"prestatiecodelijst": "010", "prestatiecode": "F492A"},
        "softwarepakket": {"naam": "Voorbeeld in Python", "versie": "1"},
    },
)
print("startUrl:", klaargezet["startUrl"])

instroom = f"{DIENST}/{klaargezet['instroomId']}"
print("status:", vraag_of_stop("GET", instroom)["status"])

vraag_of_stop("DELETE", instroom)
print("status:", vraag_of_stop("GET", instroom)["status"])

verbinding.close()
