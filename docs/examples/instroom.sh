#!/usr/bin/env bash
# Zet een instroom klaar, toont de startlink, vraagt de status en trekt de instroom weer in.
set -euo pipefail

adres=${SLUIS_ADRES:-https://localhost:8443}
root=${SLUIS_ROOT:-certs-dev/root.pem}
cert=${SLUIS_CERT:-certs-dev/clients/systeem.pem}
key=${SLUIS_KEY:-certs-dev/clients/systeem.key}
dienst=machtigingenportaal

# --retry geldt voor 429, 500 en 503 en volgt Retry-After. Herhalen mag: de referentie blijft dezelfde.
sluis() {
  curl --silent --show-error --fail-with-body --cacert "$root" --cert "$cert" --key "$key" \
    --connect-timeout 10 --max-time 15 --retry 4 --retry-connrefused "$@"
}

# Bewaar de referentie vóór het versturen, zodat hetzelfde bericht nog eens kan worden aangeboden.
referentie="VOORBEELD-$(date +%s)-$$"

antwoord=$(
  sluis -H 'content-type: application/json' "$adres/v1/instroom/$dienst" --data-binary @- <<JSON
{
  "referentie": "$referentie",
  "instantie": { "agbCode": "12000001" },
  "zorgverlener": { "agbCode": "12100001" },
  "verzekerde": { "bsn": "999990019", "geboortedatum": "1980-01-31", "uzovi": "3332" },
  "verstrekking": { "prestatiecodelijst": "010", "prestatiecode": "F492A" },
  "softwarepakket": { "naam": "Voorbeeld in curl", "versie": "1" }
}
JSON
) || {
  # Een weigering: `code` zegt wat er is, `actie` wat iemand kan doen.
  echo "geweigerd: $antwoord" >&2
  exit 1
}

# Met jq zou dit eenvoudiger zijn; zo werkt het overal.
veld() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

instroomId=$(echo "$antwoord" | veld instroomId)
echo "startUrl: $(echo "$antwoord" | veld startUrl)"

echo "status: $(sluis "$adres/v1/instroom/$dienst/$instroomId" | veld status)"

sluis -X DELETE "$adres/v1/instroom/$dienst/$instroomId"
echo "status: $(sluis "$adres/v1/instroom/$dienst/$instroomId" | veld status)"
