using System.Net;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Shouldly;

namespace Crm.Tests.Kernel.Tags;

/// <summary>Records of both kinds that bear tags, some in the trash, and what becomes of them.</summary>
internal sealed class TagJobs(Company company)
{
    public const string Tags = "/api/v1/tags";

    private static readonly string[] Tables = ["contacts.mt_doc_contact", "companies.mt_doc_company", "kernel.mt_doc_tag", "kernel.mt_doc_customclaim", "contacts.mt_doc_emailclaim", "companies.mt_doc_domainclaim"];

    public Person Owner => company.Owner;

    public async Task<Guid> BearAsync(string collection, string name, bool trashed, params string[] tags)
    {
        object body = collection == "contacts" ? new { lastName = name, tags, emails = new[] { new { address = $"{name}@bearer.example" } } } : new { name, tags, domains = new[] { $"{name}.example" } };
        var made = (await Owner.PostAsync($"/api/v1/{collection}?onDuplicate=allow", body)).ShouldBe(HttpStatusCode.Created);
        if (trashed) (await Owner.DeleteAsync(made.Location!)).ShouldBe(HttpStatusCode.NoContent);
        return made.Id;
    }

    /// <summary>Two of each kind with each of these lists of tags, one of them in the trash.</summary>
    public async Task BearAsync(params string[][] lists)
    {
        foreach (var (i, tags) in lists.Index())
            foreach (var collection in new[] { "contacts", "companies" })
                foreach (var trashed in new[] { false, true }) await BearAsync(collection, $"{collection[..3]}{i}{(trashed ? "trashed" : "live")}", trashed, tags);
    }

    public async Task<Answer> TagAsync(string name) =>
        await Owner.GetAsync($"{Tags}/{(Guid)(await Owner.GetAsync(Tags + "?limit=200")).Data.Single(t => (string?)t["name"] == name)["id"]!}");

    public async Task<List<string>> NamesAsync() => [.. (await Owner.GetAsync(Tags + "?limit=200")).Data.Select(t => (string)t["name"]!)];

    /// <summary>Each list of tags that a record bears, in the trash or not, with how often it is there.</summary>
    public async Task<List<string>> BorneAsync()
    {
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        return [.. await tenant.QueryAsync<string>("""
            select count(*) || ' ' || tags from (
              select (select string_agg(t, ',' order by n) from jsonb_array_elements_text(data -> 'tags') with ordinality as e(t, n)) as tags from contacts.mt_doc_contact
              union all select (select string_agg(t, ',' order by n) from jsonb_array_elements_text(data -> 'tags') with ordinality as e(t, n)) from companies.mt_doc_company) r
            where tags is not null group by tags order by 1
            """)];
    }

    /// <param name="counts">Whether all that it counted must be done: a job of tags does the records and then the tag.</param>
    public async Task<Answer> DoneAsync(Answer accepted, bool counts = true)
    {
        accepted.ShouldBe(HttpStatusCode.Accepted);
        var ended = await Exported.EndAsync(Owner, Guid.Parse(accepted.Location!.Split('/')[^1]));
        ended.Text("status").ShouldBe("succeeded", ended.Body.ToJsonString());
        if (counts) ((long)ended.Body["done"]!).ShouldBe((long)ended.Body["total"]!);
        return ended;
    }

    public async Task<Answer> UndoAsync(Answer job)
    {
        var started = (await Owner.PostAsync($"/api/v1/jobs/{job.Id}/undo")).ShouldBe(HttpStatusCode.Accepted);
        var ended = await Exported.EndAsync(Owner, started.Id);
        ended.Text("status").ShouldBe("succeeded", ended.Body.ToJsonString());
        return ended;
    }

    public async Task SettledAsync()
    {
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        await Eventually.EqualsAsync(0L, () => tenant.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status not in ('Handled', 'Scheduled')"), TimeSpan.FromSeconds(30), "messages waiting");
    }

    /// <summary>All rows but for their revisions, which only go up.</summary>
    public async Task<string> BytesAsync()
    {
        await SettledAsync();
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        var rows = new List<string>();
        foreach (var table in Tables) rows.AddRange(await tenant.QueryAsync<string>($"select '{table}' || (to_jsonb(t) - 'mt_version' - 'mt_last_modified')::text from {table} t order by id"));
        return string.Join('\n', rows);
    }
}
