using System.Net;
using System.Text;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Importing;

/// <summary>An import that is undone was never there, except for what people did since.</summary>
public sealed class UndoImportTests(CrmHost host)
{
    // Revisions go on, and when rows were last written is the database's own affair.
    private static readonly string[] Tables = ["contacts.mt_doc_contact", "contacts.mt_doc_emailclaim", "kernel.mt_doc_tag", "companies.mt_doc_company", "companies.mt_doc_domainclaim", "kernel.mt_doc_customclaim"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_companys_data_is_byte_for_byte_what_it_was(int seed)
    {
        var dice = new Random(seed);
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        (await boss.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "number", type = "text", label = "Number", unique = true })).ShouldBe(HttpStatusCode.Created);
        (await boss.PostAsync("/api/v1/companies", new { name = "Known", domains = new[] { "known.example" } })).ShouldBe(HttpStatusCode.Created);
        for (var i = 0; i < 30; i++)
            (await boss.PostAsync("/api/v1/contacts?onDuplicate=allow", new { lastName = $"Old{i}", emails = Mails(dice, i), tags = dice.Next(2) == 0 ? new[] { "old" } : [], custom = dice.Next(2) == 0 ? new Dictionary<string, string> { ["number"] = $"N{i}" } : [] })).ShouldBe(HttpStatusCode.Created);
        var before = await BytesAsync(company);

        var file = new StringBuilder("firstName,lastName,email,tags,company,number,jobTitle\n");
        for (var n = 0; n < 200; n++)
        {
            var i = dice.Next(60);
            file.Append($"{(dice.Next(3) == 0 ? "New" : "")},Row{dice.Next(100)},p{i}@{(i % 3 == 0 ? "known" : "fresh")}.example,{(dice.Next(2) == 0 ? "new; old" : "")},{(dice.Next(3) == 0 ? $"Firm {dice.Next(5)}" : "")},{(dice.Next(4) == 0 ? $"N{dice.Next(90)}" : "")},{(dice.Next(2) == 0 ? "Boss" : "")}\n");
        }
        var imported = await Imported.RunAsync(boss, Encoding.UTF8.GetBytes(file.ToString()), new { mode = "upsert", key = "email", createCompanies = true, onDuplicate = "allow" });
        imported.Count("create").ShouldBeGreaterThan(0);
        imported.Count("update").ShouldBeGreaterThan(0);
        (await BytesAsync(company)).ShouldNotBe(before);
        await SettledAsync(company);

        var undone = await UndoAsync(boss, imported.Job.Id);
        ((long)undone.Body["failedRows"]!).ShouldBe(0, undone.Body.ToJsonString());
        await SettledAsync(company);
        var after = await BytesAsync(company);
        before.Except(after).Concat(after.Except(before)).ShouldBeEmpty();
        after.ShouldBe(before);
        await using var tenant = await host.AdministratorAsync(company.Database);
        (await tenant.ExecuteScalarAsync<long>("select count(*) from activities.mt_doc_timelineentry e where not exists (select from contacts.mt_doc_contact c where c.id = e.record_id) and not exists (select from companies.mt_doc_company c where c.id = e.record_id)")).ShouldBe(0);
    }

    [Fact]
    public async Task What_people_did_since_stays_and_is_told()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        var old = (await boss.PostAsync("/api/v1/contacts", new { lastName = "Old", jobTitle = "Clerk", emails = new[] { new { address = "old@x.example" } } })).ShouldBe(HttpStatusCode.Created);
        var imported = await Imported.RunAsync(boss, "lastName,email,jobTitle\nOlder,old@x.example,Boss\nNew,new@x.example,\nGone,gone@x.example,\n", null);
        var found = (await boss.GetAsync("/api/v1/contacts?sort=lastName")).Data.ToDictionary(c => (string)c["lastName"]!, c => (Guid)c["id"]!);
        (await boss.PatchAsync($"/api/v1/contacts/{old.Id}", new { jobTitle = "Chief" })).ShouldBe(HttpStatusCode.OK);
        (await boss.PatchAsync($"/api/v1/contacts/{found["New"]}", new { jobTitle = "Kept" })).ShouldBe(HttpStatusCode.OK);

        var undone = await UndoAsync(boss, imported.Job.Id);
        ((long)undone.Body["failedRows"]!).ShouldBe(2);
        var kept = await boss.Http.GetStringAsync($"/api/v1/jobs/{undone.Id}/result");
        kept.Trim().Split('\n').Order().ShouldBe(new[] { "object,id,reason,members", $"contact,{old.Id},changedSince,jobTitle", $"contact,{found["New"]},changedSince," }.Order());
        var after = (await boss.GetAsync("/api/v1/contacts?sort=lastName")).Data;
        after.Select(c => ((string?)c["lastName"], (string?)c["jobTitle"])).ShouldBe([("New", "Kept"), ("Old", "Chief")]);
        // The address is free again.
        (await boss.PostAsync("/api/v1/contacts", new { lastName = "Anew", emails = new[] { new { address = "gone@x.example" } } })).ShouldBe(HttpStatusCode.Created);

        (await boss.PostAsync($"/api/v1/jobs/{imported.Job.Id}/undo")).ShouldFail(409, "job.undone");
        (await boss.PostAsync($"/api/v1/jobs/{undone.Id}/undo")).ShouldFail(409, "job.notUndoable");
    }

    [Fact]
    public async Task Only_what_changed_something_can_be_undone_and_by_whom_it_concerns()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        var dry = await Imported.RunAsync(boss, "lastName\nA\n", act: "dry-run");
        dry.Job.Body["undoUntil"].ShouldBeNull();
        (await boss.PostAsync($"/api/v1/jobs/{dry.Job.Id}/undo")).ShouldFail(409, "job.notUndoable");

        var real = await Imported.RunAsync(boss, "lastName\nA\n");
        real.Job.Body["undoUntil"].ShouldNotBeNull();
        (await (await host.SignUpAsync()).Owner.PostAsync($"/api/v1/jobs/{real.Job.Id}/undo")).ShouldFail(404, "request.notFound");
        var both = await Task.WhenAll(boss.PostAsync($"/api/v1/jobs/{real.Job.Id}/undo"), boss.PostAsync($"/api/v1/jobs/{real.Job.Id}/undo"));
        both.Count(a => a.Status == HttpStatusCode.Accepted).ShouldBe(1);
        both.Single(a => a.Status != HttpStatusCode.Accepted).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private static object[] Mails(Random dice, int i) => dice.Next(4) == 0 ? [] : [new { address = $"p{i}@{(i % 3 == 0 ? "known" : "fresh")}.example" }];

    private static async Task<Answer> UndoAsync(Person person, Guid job)
    {
        var started = (await person.PostAsync($"/api/v1/jobs/{job}/undo")).ShouldBe(HttpStatusCode.Accepted);
        var ended = await Exported.EndAsync(person, started.Id);
        ended.Text("status").ShouldBe("succeeded", ended.Body.ToJsonString());
        return ended;
    }

    /// <summary>Until what was told is heard: who is with whom follows later.</summary>
    private async Task SettledAsync(Company company)
    {
        await using var tenant = await host.AdministratorAsync(company.Database);
        await Eventually.EqualsAsync(0L, () => tenant.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status not in ('Handled', 'Scheduled')"), TimeSpan.FromSeconds(30), "messages waiting");
    }

    private async Task<List<string>> BytesAsync(Company company)
    {
        await using var tenant = await host.AdministratorAsync(company.Database);
        var all = new List<string>();
        foreach (var table in Tables)
            all.AddRange(await tenant.QueryAsync<string>($"select '{table}' || (to_jsonb(t) - 'mt_version' - 'mt_last_modified')::text from {table} t order by id"));
        return all;
    }
}
