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
        Target Bare(string path) => new(http, HttpStatusCode.OK, () => new(HttpMethod.Get, new Uri(bare.Url, $"{path}/{Any()}")));
        var results = await Turns.RunAsync(choices, [ours, Bare("/contacts"), Bare("/ef/contacts")], ct);
        var (product, least, entities) = (results[0], results[1], results[2]);
        report.AtLeast(0.7, product.Against(least), "`GET /contacts/{id}` with a JWT, against bare Npgsql", $"{product} against {least}");
        report.AtLeast(1.5, product.Against(entities), "the same, against EF Core", $"{product} against {entities}");
    }

    private Guid Any() => contacts[Random.Shared.Next(contacts.Length)];
}
