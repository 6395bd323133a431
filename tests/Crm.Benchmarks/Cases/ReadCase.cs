using System.Net;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>One contact by its id.</summary>
internal sealed class ReadCase(Company company, BareServer bare, Guid[] contacts, Choices choices, Report report)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var ours = new Target(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, $"/api/v1/contacts/{Any()}"));
        var theirs = new Target(http, HttpStatusCode.OK, () => new(HttpMethod.Get, new Uri(bare.Url, $"/contacts/{Any()}")));
        var (product, least) = await Duel.RunAsync(ours, theirs, choices, ct);
        var ratio = product.Rate / least.Rate;
        report.AtLeast(0.7, ratio, "`GET /contacts/{id}` with a JWT, against bare", $"{ratio:0.00} × ({product} against {least})");
    }

    private Guid Any() => contacts[Random.Shared.Next(contacts.Length)];
}
