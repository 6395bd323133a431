using System.Net;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Kernel.Importing;
using Crm.Tests.Support;
using Shouldly;

namespace Crm.Tests.Security;

/// <summary>Something of each kind that can be made, made by the documented examples: what belongs to a company.</summary>
internal sealed class Belongings(Company company, Samples samples, IReadOnlyList<Route> routes)
{
    private readonly Dictionary<string, List<string>> ids = [];

    /// <summary>All ids, in the trash too.</summary>
    public IEnumerable<string> All => ids.Values.SelectMany(known => known);

    public IReadOnlyList<string> In(string collection) => ids.GetValueOrDefault(collection) ?? [];

    public static async Task<Belongings> MakeAsync(Company company, Samples samples, IReadOnlyList<Route> routes)
    {
        var made = new Belongings(company, samples, routes);
        company.Contact = (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = "Whom others are about" })).Id;
        made.ids["/api/v1/imports"] = [(await Imported.UploadAsync(company.Owner, "lastName\nWhose file it is\n")).Id.ToString()];
        foreach (var create in routes.Where(r => r is { Method: "POST", Anonymous: false, HasId: false } && !made.ids.ContainsKey(r.Path) && routes.Any(other => other.Path.StartsWith(r.Path + "/{", StringComparison.Ordinal))))
            await made.MakeAsync(create);
        await (await OperatorAtWork.HireAsync(company.Host)).BeginAsync(company, company.Owner);
        await Exported.OfAsync(company.Owner, new { @object = "contact", format = "csv" });
        var forgotten = (await company.Owner.PostAsync("/api/v1/contacts", new { lastName = "Who wants to be forgotten" })).Id;
        (await company.Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{forgotten}/erasures", new { reason = "asked for" }, "*")).ShouldBe(HttpStatusCode.Accepted);
        // What comes into being by other ways, such as members and sessions, is listed.
        foreach (var collection in routes.Where(r => r is { HasId: true, Anonymous: false }).Select(r => r.Collection).Distinct().Where(c => !made.ids.ContainsKey(c)))
            if (routes.Any(r => r.Method == "GET" && r.Path == collection)) made.ids[collection] = [(await company.Owner.GetAsync(collection)).Data.Select(item => (string)(item["id"] ?? item["accountId"])!).Last()];
        return made;
    }

    /// <summary>One that stays and, where things can be thrown away, one that was. Whose name is its id exists only once.</summary>
    private async Task MakeAsync(Route create)
    {
        var (first, status) = await CreateAsync(create);
        first.ShouldNotBeNull($"The documented example of {create} does not work: {status}");
        ids[create.Path] = [first];
        if (routes.FirstOrDefault(r => r.Method == "DELETE" && r.Collection == create.Path) is not { } delete || await CreateAsync(create) is not (string second, _)) return;
        using var request = samples.Request(delete, second, null);
        (await company.Owner.Http.SendAsync(request)).IsSuccessStatusCode.ShouldBeTrue();
        ids[create.Path].Add(second);
    }

    private async Task<(string? Id, string Answer)> CreateAsync(Route create)
    {
        using var request = samples.Request(create, "", samples.Body(create, company));
        using var made = await company.Owner.Http.SendAsync(request);
        return (made.StatusCode == HttpStatusCode.Created ? made.Headers.Location!.ToString().Split('/')[^1] : null, await made.Content.ReadAsStringAsync());
    }
}
