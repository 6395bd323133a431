using System.Net;
using Crm.Kernel.Purging;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine;
using Xunit;

namespace Crm.Tests.Kernel.Purging;

public class PurgeTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task What_lay_in_the_trash_for_thirty_days_goes_with_all_that_is_its_alone()
    {
        var (gone, kept) = (await ContactAsync(new { firstName = "Gone" }), await ContactAsync(new { firstName = "Kept" }));
        var alone = await NoteAsync("of one", gone);
        var shared = await NoteAsync("of two", gone, kept);
        (await Owner.PutAsync($"/api/v1/contacts/{gone}/followers/me", new { })).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent);
        await Owner.DeleteAsync($"/api/v1/contacts/{gone}");
        (await PlannedAsync("contact")).ShouldBeGreaterThan(0);

        await PassAsync("contacts.mt_doc_contact", gone, days: 29);
        await PurgeAsync("contact");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        (await CountAsync("contacts.mt_doc_contact", gone)).ShouldBe(1);
        await PassAsync("contacts.mt_doc_contact", gone, days: 31);
        await PurgeAsync("contact");
        await Eventually.EqualsAsync(0, () => CountAsync("contacts.mt_doc_contact", gone), Soon, "contacts");
        await Eventually.EqualsAsync(0, () => CountAsync("activities.mt_doc_note", alone), Soon, "notes of it alone");
        (await Owner.GetAsync($"/api/v1/notes/{shared}")).ShouldBe(HttpStatusCode.OK).Body["records"]!.AsArray().Count.ShouldBe(1);
        (await Owner.PostAsync($"/api/v1/contacts/{gone}/restoration")).ShouldFail(404, "request.notFound");
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from kernel.mt_doc_follow where record_id = @gone", new { gone })).ShouldBe(0);
        await Eventually.EqualsAsync(0, () => tenant.ExecuteScalarAsync<int>("select count(*) from activities.mt_doc_timelineentry where record_id = @gone", new { gone }), Soon, "entries");
        // It is removed, not erased: the change log tells what it was.
        (await tenant.QuerySingleAsync<string>("select v.before ->> 'firstName' from kernel.changes c join kernel.change_values v on v.change_id = c.id where c.object_id = @id and c.action = 'deleted'", new { id = gone.ToString() })).ShouldBe("Gone");
        (await tenant.DeadAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_taken_out_meanwhile_and_thrown_away_again_has_all_the_time_again()
    {
        var contact = await ContactAsync(new { firstName = "Twice" });
        await Owner.DeleteAsync($"/api/v1/contacts/{contact}");
        await PassAsync("contacts.mt_doc_contact", contact, days: 31);
        (await Owner.PostAsync($"/api/v1/contacts/{contact}/restoration")).ShouldBe(HttpStatusCode.OK);
        await PurgeAsync("contact");
        await Owner.DeleteAsync($"/api/v1/contacts/{contact}");
        await PurgeAsync("contact");
        await Task.Delay(700, TestContext.Current.CancellationToken);
        (await Owner.PostAsync($"/api/v1/contacts/{contact}/restoration")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_company_has_its_own_time_but_losers_of_merges_stay_for_thirty_days()
    {
        var other = await host.SignUpAsync();
        (await other.Owner.PatchAsync("/api/v1/organization", new { trashDays = 0 })).ShouldFail(422, "validation.failed");
        (await other.Owner.PatchAsync("/api/v1/organization", new { trashDays = 2 })).ShouldBe(HttpStatusCode.OK).Body["trashDays"]!.GetValue<int>().ShouldBe(2);
        async Task<Guid> One(string name) => (await other.Owner.PostAsync("/api/v1/contacts", new { firstName = name, emails = new[] { new { address = $"{name}@x.example" } } })).ShouldBe(HttpStatusCode.Created).Id;
        var (survivor, loser, gone) = (await One("survivor"), await One("loser"), await One("gone"));
        (await other.Owner.PostAsync($"/api/v1/contacts/{loser}/consents", new { purpose = "profiling", status = "given", source = "call" })).Status.ShouldBe(HttpStatusCode.Created);
        (await other.Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{survivor}/merges", new { from = new[] { loser } }, "*")).ShouldBe(HttpStatusCode.OK);
        await other.Owner.DeleteAsync($"/api/v1/contacts/{gone}");
        await using var tenant = await host.AdministratorAsync(other.Database);
        Task<int> Left() => tenant.ExecuteScalarAsync<int>("select count(*) from contacts.mt_doc_contact where mt_deleted");
        await tenant.ExecuteAsync("update contacts.mt_doc_contact set mt_deleted_at = now() - interval '3 days' where mt_deleted");
        await PurgeAsync("contact", other);
        await Eventually.EqualsAsync(1, Left, Soon, "in the trash");
        await tenant.ExecuteAsync("update contacts.mt_doc_contact set mt_deleted_at = now() - interval '31 days' where mt_deleted");
        await PurgeAsync("contact", other);
        await Eventually.EqualsAsync(0, Left, Soon, "in the trash");
        // What it had said is the survivor's.
        (await other.Owner.GetAsync($"/api/v1/contacts/{survivor}/consents")).ShouldBe(HttpStatusCode.OK).Data.Count.ShouldBe(1);
        (await tenant.DeadAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_set_is_one_message_and_goes_in_steps()
    {
        var other = await host.SignUpAsync();
        await using var tenant = await host.AdministratorAsync(other.Database);
        for (var i = 0; i < 3; i++)
            (await other.Owner.PostAsync("/api/v1/contacts/batch", new { mode = "atomic", items = Enumerable.Range(0, 400).Select(n => new { op = "create", data = new { firstName = $"a{i}x{n}" } }) })).ShouldBe(HttpStatusCode.OK);
        var job = (await other.Owner.PostAsync("/api/v1/bulk-actions", new { @object = "contact", action = "trash", filter = new { field = "firstName", op = "startsWith", value = "a" } })).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () => (await other.Owner.GetAsync(job.Location!)).Text("status") is "succeeded", TimeSpan.FromSeconds(60), "the job ended");
        (await tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%PurgeTrash%'")).ShouldBeLessThanOrEqualTo(3);
        await tenant.ExecuteAsync("update contacts.mt_doc_contact set mt_deleted_at = now() - interval '31 days' where mt_deleted");
        await PurgeAsync("contact", other);
        await Eventually.EqualsAsync(0, tenant.ContactsAsync, Soon, "contacts");
        (await tenant.DeadAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_company_that_goes_leaves_nobody_with_it_or_below_it()
    {
        var parent = (await Owner.PostAsync("/api/v1/companies", new { name = "Above" })).ShouldBe(HttpStatusCode.Created).Id;
        var child = (await Owner.PostAsync("/api/v1/companies", new { name = "Below", parentId = parent })).ShouldBe(HttpStatusCode.Created).Id;
        var contact = await ContactAsync(new { firstName = "Staff", companyId = parent });
        (await Owner.DeleteAsync($"/api/v1/companies/{parent}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.DeleteAsync($"/api/v1/trash/company/{parent}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.GetAsync($"/api/v1/companies/{child}")).Body["parentId"].ShouldBeNull();
        await Eventually.HoldsAsync(async () => (await Owner.GetAsync($"/api/v1/contacts/{contact}")).Body["companyId"] is null, Soon, "it is with nobody");
    }

    [Fact]
    public async Task Whoever_may_purges_at_once_what_lies_in_the_trash_of_the_own_company()
    {
        var contact = await ContactAsync(new { firstName = "Now" });
        (await Owner.DeleteAsync($"/api/v1/trash/contact/{contact}")).ShouldFail(404, "request.notFound");
        await Owner.DeleteAsync($"/api/v1/contacts/{contact}");
        (await (await own.Company.JoinAsync("member")).DeleteAsync($"/api/v1/trash/contact/{contact}")).ShouldFail(403, "auth.forbidden");
        (await (await host.SignUpAsync()).Owner.DeleteAsync($"/api/v1/trash/contact/{contact}")).ShouldFail(404, "request.notFound");
        (await Owner.DeleteAsync($"/api/v1/trash/planet/{contact}")).ShouldFail(404, "request.notFound");
        (await Owner.DeleteAsync($"/api/v1/trash/contact/{contact}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.DeleteAsync($"/api/v1/trash/contact/{contact}")).ShouldFail(404, "request.notFound");
        var note = await NoteAsync("soon", await ContactAsync(new { firstName = "Noted" }));
        await Owner.DeleteAsync($"/api/v1/notes/{note}");
        await PassAsync("activities.mt_doc_note", note, days: 31);
        await PurgeAsync("note");
        await Eventually.EqualsAsync(0, () => CountAsync("activities.mt_doc_note", note), Soon, "notes");
    }

    private async Task<Guid> ContactAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<Guid> NoteAsync(string body, params Guid[] contacts) =>
        (await Owner.PostAsync("/api/v1/notes", new { body, records = contacts.Select(id => new { type = "contact", id }) })).ShouldBe(HttpStatusCode.Created).Id;

    private async Task PassAsync(string table, Guid id, int days)
    {
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        await tenant.ExecuteAsync($"update {table} set mt_deleted_at = now() - make_interval(days => @days) where id = @id", new { id, days });
    }

    private async Task<int> CountAsync(string table, Guid id)
    {
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        return await tenant.ExecuteScalarAsync<int>($"select count(*) from {table} where id = @id", new { id });
    }

    private async Task<int> PlannedAsync(string kind)
    {
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        var due = await tenant.QueryAsync<DateTime>("select execution_time from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%PurgeTrash%' and encode(body, 'escape') like @kind", new { kind = $"%\"{kind}\"%" });
        return due.Count(at => Math.Abs((at - DateTime.UtcNow).TotalDays - 30) < 0.1);
    }

    private async Task PurgeAsync(string kind, Company? company = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new PurgeTrash(kind, DateTimeOffset.UtcNow.AddMinutes(1)), new DeliveryOptions { TenantId = (company ?? own.Company).Id.ToString("n") });
    }
}
