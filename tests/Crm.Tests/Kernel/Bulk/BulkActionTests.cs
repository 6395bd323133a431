using System.Net;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Bulk;

/// <summary>The same change to many records at once: as one by one, counted before, and taken back.</summary>
public sealed class BulkActionTests(CrmHost host)
{
    private const string Contacts = "/api/v1/contacts";
    private static readonly object All = new { and = Array.Empty<object>() };

    public static TheoryData<string> Actions => ["update", "addTags", "removeTags", "trash"];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task In_bulk_is_as_one_by_one_and_is_taken_back_to_the_byte(string action)
    {
        var (singly, atOnce) = (await host.SignUpAsync(), await host.SignUpAsync());
        var ids = new Dictionary<Company, List<Guid>>();
        foreach (var company in new[] { singly, atOnce })
        {
            (await company.Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "level", label = "Level", type = "number" })).ShouldBe(HttpStatusCode.Created);
            (await company.Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "badge", label = "Badge", type = "text", unique = true })).ShouldBe(HttpStatusCode.Created);
            ids[company] = [];
            for (var i = 0; i < 12; i++)
                ids[company].Add((await company.Owner.PostAsync($"{Contacts}?onDuplicate=allow", new
                {
                    lastName = $"L{i}",
                    emails = i % 2 == 0 ? [] : new[] { new { address = $"p{i}@bulk.example" } },
                    tags = i % 3 == 0 ? new[] { "Old", "Kept" } : [],
                    stage = i % 4 == 0 ? "answered" : "lead",
                    custom = new Dictionary<string, object> { ["badge"] = $"B{i}" },
                })).ShouldBe(HttpStatusCode.Created).Id);
        }
        var before = await BytesAsync(atOnce);
        foreach (var id in ids[singly]) await SinglyAsync(singly.Owner, id, action);
        var job = await RunAsync(atOnce.Owner, Body(action));
        ((long)job.Body["total"]!, (long)job.Body["done"]!, (long)job.Body["failedRows"]!).ShouldBe((12, 12, 0));
        var trashed = action == "trash" ? "true" : "false";
        var (one, other) = (await ShownAsync(singly.Owner, trashed), await ShownAsync(atOnce.Owner, trashed));
        other.ShouldBe(one);
        one.Count.ShouldBe(12);
        await SettledAsync(atOnce);
        var (told, likewise) = (await TimelinesAsync(singly), await TimelinesAsync(atOnce));
        likewise.ShouldBe(told);

        var again = await RunAsync(atOnce.Owner, Body(action));
        ((long)again.Body["failedRows"]!).ShouldBe(0);
        (await ShownAsync(atOnce.Owner, trashed, versions: true)).ShouldBe(await ShownAsync(singly.Owner, trashed, versions: true));

        await UndoAsync(atOnce.Owner, job.Id);
        (await BytesAsync(atOnce)).ShouldBe(before);
    }

    [Fact]
    public async Task What_comes_back_from_the_trash_leaves_what_others_have_and_goes_there_again()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var made = new List<Answer>();
        for (var i = 0; i < 4; i++) made.Add((await owner.PostAsync(Contacts, new { lastName = $"L{i}", emails = new[] { new { address = $"p{i}@bulk.example" } } })).ShouldBe(HttpStatusCode.Created));
        await RunAsync(owner, new { @object = "contact", filter = All, action = "trash" });
        var taker = (await owner.PostAsync(Contacts, new { lastName = "Taker", emails = new[] { new { address = "p2@bulk.example" } } })).ShouldBe(HttpStatusCode.Created);

        var restored = await RunAsync(owner, new { @object = "contact", filter = new { field = "lastName", op = "startsWith", value = "L" }, action = "restore" });
        ((long)restored.Body["done"]!, (long)restored.Body["failedRows"]!).ShouldBe((4, 1));
        (await owner.Http.GetStringAsync($"/api/v1/jobs/{restored.Id}/result")).ShouldContain($"contact,{made[2].Id},taken");
        (await owner.PostAsync(Contacts, new { lastName = "x", emails = new[] { new { address = "p1@bulk.example" } } })).ShouldFail(409, "contact.emailTaken");
        (await owner.GetAsync(made[1].Location!)).ETag.ShouldBe("\"3\"");
        await UndoAsync(owner, restored.Id);
        (await owner.GetAsync($"{Contacts}?count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(1);
        (await owner.PostAsync(Contacts, new { lastName = "x", emails = new[] { new { address = "p1@bulk.example" } } })).ShouldBe(HttpStatusCode.Created);
        (await owner.GetAsync(taker.Location!)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_changes_in_bulk_what_they_could_not_change_one_by_one()
    {
        var company = await host.SignUpAsync();
        var other = await host.SignUpAsync();
        var theirs = (await other.Owner.PostAsync(Contacts, new { lastName = "Theirs" })).ShouldBe(HttpStatusCode.Created);
        var role = (await company.Owner.PostAsync("/api/v1/roles", new
        {
            name = "Bulk seller",
            permissions = new object[] { new { permission = "contacts.read", scope = "all" }, new { permission = "contacts.write", scope = "own" }, new { permission = "records.bulk", scope = "all" }, new { permission = "jobs.read", scope = "all" }, new { permission = "jobs.write", scope = "all" } },
            fields = new object[] { new { @object = "contact", field = "jobTitle", access = "read" } },
        })).ShouldBe(HttpStatusCode.Created);
        var seller = await company.JoinAsync(role.Text("id")!);
        (await company.Owner.PostAsync(Contacts, new { lastName = "Boss" })).ShouldBe(HttpStatusCode.Created);
        (await company.Owner.PostAsync(Contacts, new { lastName = "Own", ownerId = seller.AccountId })).ShouldBe(HttpStatusCode.Created);

        var body = new { @object = "contact", filter = All, action = "update", changes = new { source = "Fair" } };
        var preview = (await seller.PostAsync("/api/v1/bulk-actions/dry-run", body)).ShouldBe(HttpStatusCode.OK);
        ((long)preview.Body["total"]!, (long)preview.Body["writable"]!).ShouldBe((2, 1));
        var job = await RunAsync(seller, body);
        ((long)job.Body["done"]!, (long)job.Body["failedRows"]!).ShouldBe((2, 1));
        (await company.Owner.GetAsync($"{Contacts}?sort=lastName")).Data.Select(c => (string?)c["source"]).ShouldBe([null, "Fair"]);
        (await seller.PostAsync("/api/v1/bulk-actions", new { @object = "contact", filter = All, action = "update", changes = new { jobTitle = "x" } })).ShouldFail(403, "access.fieldReadOnly", "/changes/jobTitle");

        var none = await RunAsync(company.Owner, new { @object = "contact", ids = new[] { theirs.Id }, action = "trash" });
        ((long)none.Body["total"]!).ShouldBe(0);
        (await other.Owner.GetAsync(theirs.Location!)).ETag.ShouldBe("\"1\"");
        (await (await company.JoinAsync("member")).PostAsync("/api/v1/bulk-actions", body)).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task A_wish_that_makes_no_sense_is_refused_before_anything_is_done()
    {
        var owner = (await host.SignUpAsync()).Owner;
        async Task<Answer> Try(object body) => await owner.PostAsync("/api/v1/bulk-actions", body);
        (await Try(new { @object = "contact", action = "trash" })).ShouldFail(422, "validation.failed", "/filter");
        (await Try(new { @object = "ghost", action = "trash", filter = All })).ShouldFail(422, "validation.failed", "/object");
        (await Try(new { @object = "contact", action = "update", filter = All })).ShouldFail(422, "validation.failed", "/changes");
        (await Try(new { @object = "contact", action = "addTags", filter = All })).ShouldFail(422, "validation.failed", "/tags");
        (await Try(new { @object = "contact", action = "update", filter = All, changes = new { nickname = "x" } })).ShouldFail(422, "request.unknownMember");
        (await Try(new { @object = "contact", action = "update", filter = All, changes = new { companyId = Guid.CreateVersion7() } })).ShouldFail(422, "validation.failed", "/changes/companyId");
        ((int)(await Try(new { @object = "contact", action = "update", filter = All, changes = new { ownerId = Guid.CreateVersion7() } })).Status).ShouldBe(422);
        ((int)(await Try(new { @object = "contact", action = "update", filter = All, changes = new { lastName = 5 } })).Status).ShouldBeInRange(400, 422);
        (await Try(new { @object = "contact", action = "trash", filter = new { field = "nothing", op = "eq", value = 1 } })).ShouldFail(422, "filter.invalid");

        // What fits some records only is told of the others.
        (await owner.PostAsync(Contacts, new { lastName = "Only" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync(Contacts, new { lastName = "Both", emails = new[] { new { address = "both@bulk.example" } } })).ShouldBe(HttpStatusCode.Created);
        var job = await RunAsync(owner, new { @object = "contact", filter = All, action = "update", changes = new { lastName = (string?)null, stage = "nowhere" } });
        ((long)job.Body["failedRows"]!).ShouldBe(2);
        (await owner.Http.GetStringAsync($"/api/v1/jobs/{job.Id}/result")).ShouldContain("contact.stageUnknown");
    }

    [Fact]
    public async Task Companies_are_changed_in_bulk_too()
    {
        var owner = (await host.SignUpAsync()).Owner;
        foreach (var name in new[] { "Acme", "Beta" }) (await owner.PostAsync("/api/v1/companies", new { name, domains = new[] { $"{name.ToLowerInvariant()}.example" } })).ShouldBe(HttpStatusCode.Created);
        var job = await RunAsync(owner, new { @object = "company", filter = All, action = "update", changes = new { industry = "Steel", tags = new[] { "A", "B" } } });
        (await owner.GetAsync("/api/v1/companies")).Data.Select(c => ((string?)c["industry"], c["tags"]!.AsArray().Count)).ShouldBe([("Steel", 2), ("Steel", 2)]);
        await UndoAsync(owner, job.Id);
        (await owner.GetAsync("/api/v1/companies")).Data.Select(c => (string?)c["industry"]).ShouldBe([null, null]);
        var gone = await RunAsync(owner, new { @object = "company", filter = All, action = "trash" });
        (await owner.PostAsync("/api/v1/companies", new { name = "Gamma", domains = new[] { "acme.example" } })).ShouldBe(HttpStatusCode.Created);
        var undone = await UndoAsync(owner, gone.Id);
        ((long)undone.Body["failedRows"]!).ShouldBe(1);
        (await owner.GetAsync("/api/v1/companies?sort=name")).Data.Select(c => (string)c["name"]!).ShouldBe(["Beta", "Gamma"]);
    }

    private static object Body(string action) => action switch
    {
        "update" => new { @object = "contact", filter = All, action, changes = new { stage = "answered", jobTitle = "Clerk", custom = new { level = 3 } } },
        "trash" => new { @object = "contact", filter = All, action },
        _ => new { @object = "contact", filter = All, action, tags = new[] { "OLD", "New" } },
    };

    private static async Task SinglyAsync(Person owner, Guid id, string action)
    {
        var path = $"{Contacts}/{id}";
        var has = (await owner.GetAsync(path)).Body["tags"]!.AsArray().Select(t => (string)t!).ToList();
        var done = action switch
        {
            "update" => await owner.PatchAsync(path, new { stage = "answered", jobTitle = "Clerk", custom = new { level = 3 } }),
            "addTags" => await owner.PatchAsync(path, new { tags = has.Concat(["OLD", "New"]).DistinctBy(t => t.ToLowerInvariant()) }),
            "removeTags" => await owner.PatchAsync(path, new { tags = has.Where(t => t is not ("Old" or "New")) }),
            _ => await owner.DeleteAsync(path),
        };
        ((int)done.Status).ShouldBeLessThan(300, done.Json?.ToJsonString());
    }

    private static async Task<Answer> RunAsync(Person person, object body)
    {
        var started = (await person.PostAsync("/api/v1/bulk-actions", body)).ShouldBe(HttpStatusCode.Accepted);
        var ended = await Exported.EndAsync(person, started.Id);
        ended.Text("status").ShouldBe("succeeded", ended.Body.ToJsonString());
        return ended;
    }

    private static async Task<Answer> UndoAsync(Person person, Guid job)
    {
        var started = (await person.PostAsync($"/api/v1/jobs/{job}/undo")).ShouldBe(HttpStatusCode.Accepted);
        var ended = await Exported.EndAsync(person, started.Id);
        ended.Text("status").ShouldBe("succeeded", ended.Body.ToJsonString());
        return ended;
    }

    /// <summary>Without what differs between two companies.</summary>
    private static async Task<List<string>> ShownAsync(Person owner, string trashed, bool versions = false)
    {
        var shown = new List<string>();
        foreach (var contact in (await owner.GetAsync($"{Contacts}?sort=lastName&trashed={trashed}")).ShouldBe(HttpStatusCode.OK).Data.Select(c => c.AsObject()))
        {
            var etag = versions && trashed == "false" ? (await owner.GetAsync($"{Contacts}/{(Guid)contact["id"]!}")).ETag : "";
            foreach (var own in new[] { "id", "ownerId", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt" }) contact.Remove(own);
            shown.Add(etag + contact.ToJsonString());
        }
        return shown;
    }

    private async Task<List<string>> TimelinesAsync(Company company)
    {
        await using var tenant = await host.AdministratorAsync(company.Database);
        return [.. await tenant.QueryAsync<string>("""
            select (c.data ->> 'lastName') || (e.data ->> 'kind') || coalesce(e.data ->> 'fields', '') || coalesce(e.data ->> 'from', '') || coalesce(e.data ->> 'to', '')
            from activities.mt_doc_timelineentry e join contacts.mt_doc_contact c on c.id = e.record_id order by 1
            """)];
    }

    private async Task<string> BytesAsync(Company company)
    {
        await SettledAsync(company);
        await using var tenant = await host.AdministratorAsync(company.Database);
        var rows = new List<string>();
        foreach (var table in new[] { "contacts.mt_doc_contact", "contacts.mt_doc_emailclaim", "kernel.mt_doc_tag", "kernel.mt_doc_customclaim" })
            rows.AddRange(await tenant.QueryAsync<string>($"select (to_jsonb(t) - 'mt_version' - 'mt_last_modified' - 'mt_deleted_at')::text from {table} t order by 1"));
        return string.Join('\n', rows);
    }

    private async Task SettledAsync(Company company)
    {
        await using var tenant = await host.AdministratorAsync(company.Database);
        await Eventually.EqualsAsync(0L, () => tenant.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status not in ('Handled', 'Scheduled')"), TimeSpan.FromSeconds(30), "messages waiting");
    }
}
