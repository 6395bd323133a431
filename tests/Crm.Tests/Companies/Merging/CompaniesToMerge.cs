using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;

namespace Crm.Tests.Companies.Merging;

/// <summary>Companies that tests merge, and what is to be seen of them.</summary>
internal sealed class CompaniesToMerge(OwnCompany own)
{
    private static int numbers = 1000;

    public Company Company => own.Company;

    private Person Owner => Company.Owner;

    public static object RandomCompany(Random dice, List<Answer> family) => new
    {
        name = $"C{Next()}",
        industry = dice.Next(2) == 0 ? null : "Steel",
        source = dice.Next(2) == 0 ? null : "fair",
        domains = Enumerable.Range(0, dice.Next(3)).SelectMany(_ => Domain()),
        phones = Enumerable.Range(0, dice.Next(2)).Select(_ => new { number = $"+4930{Next():00000}0" }),
        tags = new[] { "one", "two", "three" }.Where(_ => dice.Next(2) == 0),
        parentId = family.Count > 0 && dice.Next(4) > 0 ? family[dice.Next(family.Count)].Id : (Guid?)null,
        annualRevenue = dice.Next(2) == 0 ? null : new { amount = dice.Next(100), currency = "EUR" },
        custom = dice.Next(2) == 0 ? new Dictionary<string, string>() : new() { ["vat"] = $"V{Next()}" },
    };

    /// <summary>The rows as they lie in the database, and the claims on what they have.</summary>
    public async Task<string> StateAsync(IReadOnlyList<Answer> companies, IReadOnlyList<Answer> people)
    {
        await using var tenant = await Company.Host.AdministratorAsync(Company.Database);
        var ids = companies.Concat(people).Select(p => p.Id).ToArray();
        return string.Join('\n', await tenant.QueryAsync<string>("""
            select (data - 'version')::text || mt_deleted::text from companies.mt_doc_company where id = any(@ids) union all
            select (data - 'version')::text || mt_deleted::text || company_ids::text || coalesce(company_id::text, '') from contacts.mt_doc_contact where id = any(@ids) union all
            select data::text from companies.mt_doc_domainclaim where (data ->> 'companyId')::uuid = any(@ids) union all
            select data::text from kernel.mt_doc_customclaim where (data ->> 'recordId')::uuid = any(@ids) order by 1
            """, new { ids }));
    }

    public async Task<string> ShownAsync(Answer company) => Plain((await Owner.GetAsync(company.Location!)).ShouldBe(HttpStatusCode.OK).Body);

    public static string Plain(JsonNode company)
    {
        var copy = company.DeepClone().AsObject();
        copy.Remove("contactCount");
        return copy.ToJsonString();
    }

    public async Task<(Answer Parent, Answer Child)> WithChildAsync()
    {
        var parent = await NewAsync(new { name = "parent" });
        return (parent, await NewAsync(new { name = "child", parentId = parent.Id }));
    }

    public Task<Answer> MergeAsync(Answer survivor, IReadOnlyList<Answer> others) => PostAsync(survivor, new { from = others.Select(o => o.Id) });

    public Task<Answer> PostAsync(Answer survivor, object terms) => Owner.CallAsync(HttpMethod.Post, $"{survivor.Location}/merges", terms, "*");

    public Task<Answer> ReverseAsync(Answer survivor, Answer merged) => Owner.PostAsync($"{survivor.Location}/merges/{merged.Id}/reversal");

    private static int Next() => Interlocked.Increment(ref numbers);

    public static string[] Domain() => [$"d{Next()}.merge.example"];

    public async Task<Answer> NewAsync(object body) => (await Owner.PostAsync($"/api/v1/companies?onDuplicate=allow", body)).ShouldBe(HttpStatusCode.Created);

    public async Task<Answer> ContactAsync(object body)
    {
        var contact = JsonSerializer.SerializeToNode(body)!.AsObject();
        contact["lastName"] = $"L{Next()}";
        return (await Owner.PostAsync("/api/v1/contacts", contact)).ShouldBe(HttpStatusCode.Created);
    }
}
