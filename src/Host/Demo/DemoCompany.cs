using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Crm.Kernel;

namespace Crm.Host.Demo;

/// <summary>The <c>demo</c> verb: signs up the company acme as a visitor would, and fills it with contacts.</summary>
internal sealed class DemoCompany(CrmSettings settings, DemoApi api, TextWriter output)
{
    private const string Slug = "acme";
    private const string Email = "ada@acme.example";
    private const int Contacts = 3000;

    public static async Task<int> RunAsync(CrmSettings settings, CancellationToken ct)
    {
        using var api = new DemoApi(settings.Url);
        try
        {
            await new DemoCompany(settings, api, Console.Out).RunAsync(ct);
            return 0;
        }
        catch (DemoFailedException failure)
        {
            await Console.Error.WriteLineAsync($"demo: {failure.Message}");
        }
        catch (HttpRequestException failure)
        {
            await Console.Error.WriteLineAsync($"demo: {settings.Url} does not answer: {failure.Message}. Start it with build/run, or set CRM_URL");
        }
        return 1;
    }

    private async Task RunAsync(CancellationToken ct)
    {
        // Letters and digits only: it will be pasted into shells.
        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
        var (status, signup) = await api.PostAsync("/api/v1/signups", new()
        {
            ["organization"] = "Acme",
            ["slug"] = Slug,
            ["fullName"] = "Ada Lovelace",
            ["email"] = Email,
            ["password"] = password,
            ["timeZone"] = "Europe/Berlin",
            ["currency"] = "EUR",
        }, ct);
        if (status is HttpStatusCode.Conflict)
        {
            await output.WriteLineAsync($"The company {Slug} exists already. Its password was printed when it was made; {Email} can have it reset.");
            return;
        }
        var id = Need(status, signup, HttpStatusCode.Accepted, "signing up")["id"]!.GetValue<string>();
        await output.WriteLineAsync($"Signed up {Slug}: log in as {Email} with the password {password} (it is not shown again)");

        var token = await new DemoMail(settings).TokenAsync(id, ct);
        var (verified, verification) = await api.PostAsync($"/api/v1/signups/{id}/verification", new() { ["token"] = token }, ct);
        Need(verified, verification, HttpStatusCode.Accepted, "verifying the address");
        await ReadyAsync(id, ct);

        var (entered, login) = await api.PostAsync("/api/v1/auth/login", new() { ["email"] = Email, ["password"] = password }, ct);
        api.Token = Need(entered, login, HttpStatusCode.OK, "logging in")["accessToken"]!.GetValue<string>();
        await FillAsync(ct);
        await output.WriteLineAsync($$"""
            Acme has {{Contacts}} contacts. To look at them:
              curl -s {{new Uri(settings.Url, "/api/v1/auth/login")}} -H 'Content-Type: application/json' -d '{"email":"{{Email}}","password":"{{password}}"}'
              curl -s {{new Uri(settings.Url, "/api/v1/contacts?limit=3")}} -H "Authorization: Bearer <accessToken>"
            """);
    }

    private async Task ReadyAsync(string id, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 240; attempt++)
        {
            var (status, signup) = await api.GetAsync($"/api/v1/signups/{id}", ct);
            switch (Need(status, signup, HttpStatusCode.OK, "waiting for the database")["status"]!.GetValue<string>())
            {
                case "ready": return;
                case "failed": throw new DemoFailedException($"the signup failed; see {settings.Url}api/v1/signups/{id}");
            }
            await Task.Delay(250, ct);
        }
        throw new DemoFailedException($"the signup is not ready after a minute; see {settings.Url}api/v1/signups/{id}");
    }

    private async Task FillAsync(CancellationToken ct)
    {
        var done = 0;
        await Parallel.ForEachAsync(People.Take(Contacts), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (person, stop) =>
        {
            var (status, contact) = await api.PostAsync("/api/v1/contacts", person, stop);
            Need(status, contact, HttpStatusCode.Created, $"creating {person["firstName"]} {person["lastName"]}");
            if (Interlocked.Increment(ref done) % 500 == 0) await output.WriteLineAsync($"{done} contacts");
        });
    }

    private static JsonNode Need(HttpStatusCode status, JsonNode? body, HttpStatusCode wanted, string doing) =>
        status == wanted && body is not null ? body : throw new DemoFailedException($"{doing} was answered {(int)status}: {body?["detail"] ?? body?["title"]} {body?["errors"]?.ToJsonString()}");
}

/// <summary>The demo got an answer it cannot go on with.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
