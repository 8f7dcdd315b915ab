// Zet een instroom klaar, toont de startlink, vraagt de status en trekt de instroom weer in.
// .NET 8, zonder pakketten.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

static string Instelling(string naam, string anders) =>
    Environment.GetEnvironmentVariable(naam) is { Length: > 0 } waarde ? waarde : anders;

var adres = Instelling("SLUIS_ADRES", "https://localhost:8443");
var dienst = $"{adres}/v1/instroom/machtigingenportaal";
var certPad = Instelling("SLUIS_CERT", "certs-dev/clients/systeem.pem");
var keyPad = Instelling("SLUIS_KEY", "certs-dev/clients/systeem.key");
var rootPad = Instelling("SLUIS_ROOT", "certs-dev/root.pem");

// Op Windows wil TLS de sleutel in de sleutelopslag hebben: langs PKCS#12 komt hij daar.
using var gelezen = X509Certificate2.CreateFromPemFile(certPad, keyPad);
using var certificaat = new X509Certificate2(gelezen.Export(X509ContentType.Pkcs12));

// Het bestand bevat ook de uitgever; die moet mee over de verbinding.
var keten = new X509Certificate2Collection();
keten.ImportFromPemFile(certPad);

var vertrouwd = new X509ChainPolicy
{
    TrustMode = X509ChainTrustMode.CustomRootTrust,
    RevocationMode = X509RevocationMode.NoCheck,
};
vertrouwd.CustomTrustStore.ImportFromPemFile(rootPad);

// Eén HttpClient voor het hele pakket: verbindingen blijven open en worden opnieuw gebruikt.
using var handler = new SocketsHttpHandler
{
    ConnectTimeout = TimeSpan.FromSeconds(10),
    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    SslOptions = new SslClientAuthenticationOptions
    {
        ClientCertificateContext = SslStreamCertificateContext.Create(certificaat, keten, offline: true),
        CertificateChainPolicy = vertrouwd,
    },
};
using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(15) };

const int Pogingen = 5;

// Vraagt, en probeert het opnieuw waar dat zin heeft. Veilig, want de referentie blijft dezelfde.
async Task<HttpResponseMessage> VraagMetGeduld(HttpMethod methode, string url, object? bericht)
{
    for (var poging = 1; ; poging++)
    {
        var pauze = TimeSpan.FromSeconds(Math.Pow(2, poging - 1) * (0.5 + Random.Shared.NextDouble()));
        try
        {
            using var verzoek = new HttpRequestMessage(methode, url);
            if (bericht is not null)
            {
                verzoek.Content = JsonContent.Create(bericht, new MediaTypeHeaderValue("application/json"));
            }
            var antwoord = await http.SendAsync(verzoek);
            var opnieuw = antwoord.StatusCode is HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable;
            if (!opnieuw || poging == Pogingen)
            {
                return antwoord;
            }
            pauze = antwoord.Headers.RetryAfter?.Delta ?? pauze;
            antwoord.Dispose();
        }
        catch (Exception fout) when (fout is HttpRequestException or TaskCanceledException && poging < Pogingen)
        {
            // Geen antwoord: of de instroom er is, zegt de volgende poging.
        }
        await Task.Delay(pauze);
    }
}

// Geeft het antwoord, of stopt met wat er in de weigering staat.
async Task<JsonElement> VraagOfStop(HttpMethod methode, string url, object? bericht = null)
{
    using var antwoord = await VraagMetGeduld(methode, url, bericht);
    var tekst = await antwoord.Content.ReadAsStringAsync();
    var json = tekst == "" ? default : JsonDocument.Parse(tekst).RootElement;
    if (antwoord.IsSuccessStatusCode)
    {
        return json;
    }
    throw new InvalidOperationException(
        $"{json.GetProperty("code")}: {json.GetProperty("detail")} {json.GetProperty("actie")}");
}

// Bewaar de referentie vóór het versturen, zodat hetzelfde bericht nog eens kan worden aangeboden.
var referentie = $"VOORBEELD-{Guid.NewGuid()}";

var klaargezet = await VraagOfStop(HttpMethod.Post, dienst, new
{
    referentie,
    instantie = new { agbCode = "12000001" },
    zorgverlener = new { agbCode = "12100001" },
    verzekerde = new { bsn = "999990019", geboortedatum = "1980-01-31", uzovi = "3332" },
    verstrekking = new { prestatiecodelijst = "010", prestatiecode = "F492A" },
    softwarepakket = new { naam = "Voorbeeld in C#", versie = "1" },
});
Console.WriteLine($"startUrl: {klaargezet.GetProperty("startUrl")}");

var instroom = $"{dienst}/{klaargezet.GetProperty("instroomId")}";
Console.WriteLine($"status: {(await VraagOfStop(HttpMethod.Get, instroom)).GetProperty("status")}");

await VraagOfStop(HttpMethod.Delete, instroom);
Console.WriteLine($"status: {(await VraagOfStop(HttpMethod.Get, instroom)).GetProperty("status")}");
