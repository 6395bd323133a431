using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Activities.Attachments;
using Crm.Tests.Audit;
using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Privacy;

public class ErasureTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(25);
    private static readonly string[] Canaries = ["zyxcanary", "canary@zyx.example", "+49301239876", "loser@zyx.example"];

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Nothing_of_the_person_is_left_anywhere_in_the_database()
    {
        (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "badge", label = "Badge", type = "text", unique = true })).ShouldBe(HttpStatusCode.Created);
        var company = (await Owner.PostAsync("/api/v1/companies", new { name = "Employer" })).Id;
        var contact = await ContactAsync(new
        {
            firstName = "Zyxcanary",
            lastName = "Person",
            companyId = company,
            emails = new[] { new { address = "canary@zyx.example" } },
            phones = new[] { new { raw = "+49 30 1239876" } },
            custom = new Dictionary<string, object> { ["badge"] = "zyxcanary-badge" },
        }, "erase-key");
        var other = await ContactAsync(new { firstName = "Bystander" });
        var loser = await ContactAsync(new { firstName = "Zyxcanaryloser", emails = new[] { new { address = "loser@zyx.example" } } });
        (await Owner.PatchAsync($"/api/v1/contacts/{contact}", new { jobTitle = "zyxcanary chief" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PostAsync($"/api/v1/contacts/{contact}/consents", new { purpose = "profiling", status = "given", source = "call", proof = new { text = "zyxcanary said yes" } })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PutAsync($"/api/v1/contacts/{contact}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        var note = await NoteAsync("zyxcanary likes tea", contact);
        var shared = await NoteAsync("two of them", contact, other);
        var earlier = await NoteAsync("zyxcanary once said", contact);
        (await Owner.DeleteAsync($"/api/v1/notes/{earlier}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.DeleteAsync($"/api/v1/trash/note/{earlier}")).ShouldBe(HttpStatusCode.NoContent);
        var task = (await Owner.PostAsync("/api/v1/tasks", new { title = "call zyxcanary", records = Records(contact) })).ShouldBe(HttpStatusCode.Created).Id;
        (await Owner.PostAsync("/api/v1/activities", new { type = "call", subject = "zyxcanary rang", startedAt = "2026-01-01T10:00:00Z", records = Records(loser) })).ShouldBe(HttpStatusCode.Created);
        var file = await Owner.UploadAsync(contact, Uploads.Random(300));
        (await Owner.PatchAsync($"/api/v1/attachments/{file.Id}", new { fileName = "zyxcanary.pdf" })).ShouldBe(HttpStatusCode.OK);
        var merge = (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/merges", new { from = new[] { loser } }, "*")).ShouldBe(HttpStatusCode.OK);
        var export = await EndAsync((await Owner.PostAsync($"/api/v1/contacts/{contact}/subject-exports")).ShouldBe(HttpStatusCode.Accepted));
        export.Text("status").ShouldBe("succeeded", export.Body.ToJsonString());
        await HoldsAllAsync(export.Id, contact, "Zyxcanary", "loser@zyx.example", "profiling", "Employer", "zyxcanary likes tea", "call zyxcanary", "zyxcanary rang", "zyxcanary.pdf", "contact.created");
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        await Eventually.EqualsAsync(0, () => tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Incoming'"), Soon, "messages");
        await own.Company.SealAsync();
        (await FoundAsync(tenant)).ShouldNotBeEmpty();

        var counts = (await Owner.PostAsync($"/api/v1/contacts/{contact}/erasures/dry-run")).ShouldBe(HttpStatusCode.OK).Body["counts"]!;
        ((int)counts["contacts"]!, (int)counts["notes"]!, (int)counts["ties"]!, (int)counts["attachments"]!, (int)counts["tasks"]!, (int)counts["activities"]!, (int)counts["consents"]!).ShouldBe((2, 1, 1, 1, 1, 1, 1));
        (await Owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldBe(HttpStatusCode.OK);

        (await Owner.PostAsync($"/api/v1/contacts/{contact}/erasures", new { reason = "asked for" })).ShouldFail(428, "request.preconditionRequired");
        (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/erasures", new { reason = "asked for" }, "\"1\"")).ShouldFail(412, "request.stale");
        (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{loser}/erasures", new { reason = "asked for" }, "*")).ShouldFail(404, "contact.merged");
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/erasures", new { reason = "asked for", requestReference = "R-1" }, "*")));
        twice.Count(a => a.Status is HttpStatusCode.Accepted).ShouldBeGreaterThan(0);
        var job = await EndAsync(twice.First(a => a.Status is HttpStatusCode.Accepted));
        job.Text("status").ShouldBe("succeeded", job.Body.ToJsonString());

        (await Owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldFail(404, "request.notFound");
        (await Owner.PostAsync($"/api/v1/contacts/{contact}/restoration")).ShouldFail(404, "request.notFound");
        (await Owner.PostAsync($"/api/v1/contacts/{loser}/restoration")).ShouldFail(404, "request.notFound");
        (await Owner.PostAsync($"/api/v1/contacts/{contact}/merges/{merge.Id}/reversal")).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync($"/api/v1/notes/{note}")).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync($"/api/v1/tasks/{task}")).ShouldFail(404, "request.notFound");
        (await Owner.GetAsync($"/api/v1/notes/{shared}")).ShouldBe(HttpStatusCode.OK).Body["records"]!.AsArray().Count.ShouldBe(1);
        (await Owner.GetAsync("/api/v1/search?q=zyxcanary")).ShouldBe(HttpStatusCode.OK).Body.ToJsonString().ShouldNotContain(contact.ToString());
        (await Owner.GetAsync($"{export.Location ?? $"/api/v1/jobs/{export.Id}"}/result")).Status.ShouldBeOneOf(HttpStatusCode.Gone, HttpStatusCode.OK);

        await Eventually.EqualsAsync(0, () => tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Incoming'"), Soon, "messages");
        (await FoundAsync(tenant)).ShouldBeEmpty();
        (await tenant.ExecuteScalarAsync<int>("select count(*) from kernel.changes where object_id = @id", new { id = contact.ToString() })).ShouldBeGreaterThan(3);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from activities.mt_doc_timelineentry where record_id = any(@ids)", new { ids = new[] { contact, loser } })).ShouldBe(0);
        (await tenant.DeadAsync()).ShouldBe(0);
        await own.Company.SealAsync();
        var verified = await own.Company.VerifyAsync();
        ((bool?)verified["valid"]).ShouldBe(true, verified.ToJsonString());

        var certificate = (await Owner.GetAsync($"/api/v1/erasures?recordId={contact}")).ShouldBe(HttpStatusCode.OK).Data.Single();
        var shown = (await Owner.GetAsync($"/api/v1/erasures/{(Guid)certificate["id"]!}")).ShouldBe(HttpStatusCode.OK);
        shown.ETag.ShouldNotBeNull();
        shown.Body["erasedAt"].ShouldNotBeNull();
        shown.Text("requestReference").ShouldBe("R-1");
        ((int)shown.Body["counts"]!["contacts"]!, (int)shown.Body["counts"]!["ties"]!).ShouldBe((2, 1));
        shown.Body["seal"]!["hash"].ShouldNotBeNull();
        shown.Body["addressHashes"]!.AsArray().Count.ShouldBe(2);
        shown.Body["remains"]!.AsArray().Select(r => (string)r!["kind"]!).ShouldContain("backups");
        // The address is free, and whoever comes by it is somebody else.
        await ContactAsync(new { emails = new[] { new { address = "canary@zyx.example" } } });
    }

    [Fact]
    public async Task Undoing_a_job_does_not_bring_anybody_back()
    {
        var contact = await ContactAsync(new { firstName = "Bulked", tags = new[] { "undone" } });
        var bulk = await EndAsync((await Owner.PostAsync("/api/v1/bulk-actions", new { @object = "contact", action = "trash", ids = new[] { contact } })).ShouldBe(HttpStatusCode.Accepted));
        bulk.Text("status").ShouldBe("succeeded");
        // What lies in the trash is erased as well.
        (await EraseAsync(contact)).Text("status").ShouldBe("succeeded");
        (await EndAsync((await Owner.PostAsync($"/api/v1/jobs/{bulk.Id}/undo")).ShouldBe(HttpStatusCode.Accepted))).Text("status").ShouldBe("succeeded");
        (await Owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldFail(404, "request.notFound");
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from contacts.mt_doc_contact where id = @contact", new { contact })).ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_part_of_another_for_a_time_is_not_told_of_there_either()
    {
        var (host1, guest) = (await ContactAsync(new { firstName = "Hostess" }), await ContactAsync(new { firstName = "Guest", emails = new[] { new { address = "qwvguest@zyx.example" } } }));
        var merge = (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{host1}/merges", new { from = new[] { guest } }, "*")).ShouldBe(HttpStatusCode.OK);
        (await Owner.PostAsync($"/api/v1/contacts/{host1}/merges/{merge.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
        (await EraseAsync(guest)).Text("status").ShouldBe("succeeded");
        (await Owner.GetAsync($"/api/v1/contacts/{host1}")).ShouldBe(HttpStatusCode.OK);
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from kernel.change_values where concat(before::text, after::text) like '%qwvguest%'")).ShouldBe(0);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from kernel.changes c join kernel.change_values v on v.change_id = c.id where c.object_id = @id and c.action = 'created'", new { id = host1.ToString() })).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_certified_as_erased_whom_a_merge_at_the_same_time_has_carried_on()
    {
        for (var round = 0; round < 10; round++)
        {
            var address = $"carried{round}@zyx.example";
            var (contact, survivor) = (await ContactAsync(new { firstName = "Carried", emails = new[] { new { address } } }), await ContactAsync(new { firstName = "Survivor" }));
            var both = await Task.WhenAll(
                Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/erasures", new { reason = "asked for" }, "*"),
                Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{survivor}/merges", new { from = new[] { contact } }, "*"));
            both[1].Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound);
            if (both[0].Status is not HttpStatusCode.Accepted) continue;
            var job = await EndAsync(both[0]);
            var erased = (await Owner.GetAsync($"/api/v1/erasures?recordId={contact}")).Data.Single()!["erasedAt"] is not null;
            (job.Text("status"), (string?)job.Body["problem"]?["code"]).ShouldBe(erased ? ("succeeded", null) : ("failed", "contact.merged"));
            var carried = (await Owner.GetAsync($"/api/v1/contacts/{survivor}")).Body["emails"]!.AsArray().Count > 0;
            (erased && carried).ShouldBeFalse($"round {round}: {both[1].Status}");
        }
    }

    [Fact]
    public async Task A_change_at_the_same_time_brings_nobody_back()
    {
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        for (var round = 0; round < 6; round++)
        {
            var contact = await ContactAsync(new { firstName = "Returning" });
            using var over = new CancellationTokenSource();
            var changes = Task.WhenAll(Enumerable.Range(0, 3).Select(async writer =>
            {
                for (var i = 0; !over.IsCancellationRequested; i++)
                    (await Owner.PatchAsync($"/api/v1/contacts/{contact}", new { jobTitle = $"{writer} {i}" })).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.NotFound);
            }));
            (await EraseAsync(contact)).Text("status").ShouldBe("succeeded");
            await over.CancelAsync();
            await changes;
            (await tenant.ExecuteScalarAsync<int>("select count(*) from contacts.mt_doc_contact where id = @contact", new { contact })).ShouldBe(0, $"round {round}");
        }
    }

    [Fact]
    public async Task Only_those_who_may_erase_and_only_their_own()
    {
        var contact = await ContactAsync(new { firstName = "Mine" });
        var manager = await own.Company.JoinAsync("manager");
        foreach (var act in new[] { "erasures", "erasures/dry-run", "subject-exports" })
        {
            (await manager.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/{act}", act == "erasures" ? new { reason = "x" } : null, "*")).ShouldFail(403, "auth.forbidden");
            (await (await host.SignUpAsync()).Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/{act}", act == "erasures" ? new { reason = "x" } : null, "*")).ShouldFail(404, "request.notFound");
        }
        (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/erasures", new { reason = "" }, "*")).ShouldFail(422, "validation.failed");
        (await Owner.GetAsync($"/api/v1/contacts/{contact}")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Answer> EraseAsync(Guid contact) => await EndAsync((await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{contact}/erasures", new { reason = "asked for" }, "*")).ShouldBe(HttpStatusCode.Accepted));

    private async Task<Answer> EndAsync(Answer started)
    {
        var path = $"/api/v1/jobs/{started.Id}";
        await Eventually.HoldsAsync(async () => (await Owner.GetAsync(path)).Text("status") is not ("queued" or "running"), Soon, "the job ended");
        return await Owner.GetAsync(path);
    }

    private async Task<Guid> ContactAsync(object body, string? key = null) => (await Owner.CallAsync(HttpMethod.Post, "/api/v1/contacts?onDuplicate=allow", body, key: key)).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<Guid> NoteAsync(string body, params Guid[] contacts) => (await Owner.PostAsync("/api/v1/notes", new { body, records = Records(contacts) })).ShouldBe(HttpStatusCode.Created).Id;

    private static object Records(params Guid[] contacts) => contacts.Select(id => new { type = "contact", id });

    /// <summary>Columns of any table in which a canary sits.</summary>
    private static async Task<IReadOnlyList<string>> FoundAsync(NpgsqlConnection tenant)
    {
        var columns = await tenant.QueryAsync<(string Table, string Column, string Type)>("""
            select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, null)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            """);
        var found = new List<string>();
        foreach (var (table, column, type) in columns)
        {
            var text = type == "bytea" ? $"encode({column}, 'escape')" : $"{column}::text";
            foreach (var canary in Canaries)
                if (await tenant.ExecuteScalarAsync<int>($"select count(*) from {table} where lower({text}) like @canary", new { canary = $"%{canary}%" }) > 0) found.Add($"{table}.{column}: {canary}");
        }
        return found;
    }

    /// <summary>The archive tells of the person in all modules, and has the file as it was.</summary>
    private async Task HoldsAllAsync(Guid export, Guid contact, params string[] told)
    {
        using var zip = new ZipArchive(await Owner.Http.GetStreamAsync($"/api/v1/jobs/{export}/result", TestContext.Current.CancellationToken), ZipArchiveMode.Read);
        var texts = new StringBuilder();
        foreach (var entry in zip.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            JsonNode.Parse(text).ShouldBeOfType<JsonArray>(entry.FullName);
            texts.Append(text);
        }
        foreach (var words in told) texts.ToString().ShouldContain(words);
        texts.ToString().ShouldContain(contact.ToString());
        zip.Entries.Where(e => e.FullName.StartsWith("attachments/", StringComparison.Ordinal)).Select(e => e.Length).ShouldBe([300]);
    }
}
