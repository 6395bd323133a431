using System.Net;
using System.Security.Cryptography;
using Crm.Activities.Attachments;
using Crm.Kernel.Files;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine;
using Xunit;

namespace Crm.Tests.Activities.Attachments;

public sealed class UploadTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_file_comes_in_parts_goes_on_after_a_break_and_is_there_with_the_last()
    {
        var (contact, bytes) = (await Boss.ContactAsync(), Uploads.Random(6 * 1024 * 1024));
        var begun = (await Boss.BeginAsync(contact, bytes.Length)).ShouldBe(HttpStatusCode.Created);
        (begun.Text("status"), begun.Shows("received"), begun.Text("contentType"), begun.Text("sha256")).ShouldBe(("uploading", "0", "application/octet-stream", null));
        (await Boss.PartAsync(begun.Id, bytes[..(5 * 1024 * 1024)], 0)).ShouldBe(HttpStatusCode.OK).Shows("received").ShouldBe("5242880");
        using (var early = await Boss.DownloadAsync(begun.Id)) early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ListedAsync(contact)).ShouldBeEmpty();

        var known = (await Boss.GetAsync(begun.Location!)).ShouldBe(HttpStatusCode.OK);
        var from = int.Parse(known.Shows("received"));
        var done = (await Boss.PartAsync(begun.Id, bytes[from..], from)).ShouldBe(HttpStatusCode.OK);
        (done.Text("status"), done.Text("sha256"), done.Shows("received")).ShouldBe(("ready", Convert.ToHexStringLower(SHA256.HashData(bytes)), $"{bytes.Length}"));
        (await Boss.GetAsync(begun.Location!)).ETag.ShouldBe(done.ETag);
        (await Boss.BytesAsync(begun.Id)).ShouldBe(bytes);
        (await ListedAsync(contact)).ShouldBe([begun.Id]);
        var told = (await Boss.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).ShouldBe(HttpStatusCode.OK).Data.ShouldHaveSingleItem();
        ((string?)told["kind"], (Guid)told["attachment"]!["id"]!).ShouldBe(("attachment.added", begun.Id));
        await Eventually.EqualsAsync(1, () => FilesAsync(begun.Id), TimeSpan.FromSeconds(30), "files in the store");
        (await Boss.BytesAsync(begun.Id)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_part_at_a_wrong_place_is_refused_and_one_that_is_there_changes_nothing()
    {
        var (contact, bytes) = (await Boss.ContactAsync(), Uploads.Random(300));
        var id = (await Boss.BeginAsync(contact, 300)).Id;
        (await Boss.PartAsync(id, bytes[100..200], 100)).ShouldFail(409, "attachment.wrongOffset").Text("detail").ShouldBe("The next byte is 0.");
        (await Boss.PartAsync(id, bytes[..100], 0)).ShouldBe(HttpStatusCode.OK);
        (await Boss.PartAsync(id, bytes[..100], 0)).ShouldBe(HttpStatusCode.OK).Shows("received").ShouldBe("100");
        (await Boss.PartAsync(id, bytes[1..101], 0)).ShouldFail(409, "attachment.wrongOffset").Text("detail").ShouldBe("The next byte is 100.");
        (await Boss.PartAsync(id, bytes[..250], 100)).ShouldFail(422, "attachment.pastEnd");
        (await Boss.PartAsync(id, bytes[..1], long.MaxValue)).ShouldFail(422, "attachment.pastEnd");
        (await Boss.PartAsync(id, bytes[..1], -1)).ShouldFail(400, "request.invalid", "?offset");
        (await Boss.PartAsync(id, [], 100)).ShouldFail(400, "request.invalid");
        (await Boss.PartAsync(id, bytes[..1], 100, "image/png")).ShouldFail(415, "request.unsupportedMediaType");
        (await Boss.PartAsync(id, new byte[5 * 1024 * 1024 + 1], 100)).ShouldFail(413, "request.tooLarge");

        var done = (await Boss.PartAsync(id, bytes[100..], 100)).ShouldBe(HttpStatusCode.OK);
        (await Boss.PartAsync(id, bytes[100..], 100)).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe(done.ETag);
        (await Boss.PartAsync(id, bytes[..100], 100)).ShouldFail(409, "attachment.wrongOffset");
        (await Boss.BytesAsync(id)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Parts_sent_at_once_come_one_after_the_other()
    {
        var (contact, bytes) = (await Boss.ContactAsync(), Uploads.Random(200_000));
        var id = (await Boss.BeginAsync(contact, bytes.Length)).Id;
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Boss.PartAsync(id, bytes[..100_000], 0)));
        same.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        var last = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Boss.PartAsync(id, i % 2 == 0 ? bytes[100_000..] : bytes[..100_000], 100_000)));
        last.Where(answer => answer.Status != HttpStatusCode.OK).ShouldAllBe(answer => answer.Code == "attachment.wrongOffset");
        last.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(3);
        (await Boss.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Files_are_limited_each_and_together_however_many_begin_at_once()
    {
        var small = await host.SignUpAsync();
        var (boss, contact) = (small.Owner, await small.Owner.ContactAsync());
        const long Most = 100 * 1024 * 1024;
        (await boss.BeginAsync(contact, Most + 1)).ShouldFail(422, "attachment.tooLarge", "/size");
        (await boss.BeginAsync(contact, 0)).ShouldFail(422, "validation.failed", "/size");
        var many = await Task.WhenAll(Enumerable.Range(0, 108).Select(_ => boss.BeginAsync(contact, Most)));
        many.Count(answer => answer.Status is HttpStatusCode.Created).ShouldBe(102);
        many.Where(answer => answer.Status is not HttpStatusCode.Created).ShouldAllBe(answer => answer.Code == "attachment.noSpace");
        (await boss.BeginAsync(contact, 40 * 1024 * 1024)).ShouldBe(HttpStatusCode.Created);
        (await boss.BeginAsync(contact, 1)).ShouldFail(422, "attachment.noSpace");
    }

    [Fact]
    public async Task An_upload_that_nobody_finishes_is_gone_after_a_day()
    {
        var contact = await Boss.ContactAsync();
        var (left, done) = ((await Boss.BeginAsync(contact, 200)).Id, (await Boss.UploadAsync(contact, Uploads.Random(200))).Id);
        (await Boss.PartAsync(left, Uploads.Random(100), 0)).ShouldBe(HttpStatusCode.OK);
        (await FilesAsync(left)).ShouldBe(1);
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        var due = await tenant.ExecuteScalarAsync<DateTime>("select max(execution_time) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%ExpireUpload%'");
        due.ShouldBe(DateTime.UtcNow.AddDays(1), TimeSpan.FromMinutes(5));
        foreach (var id in new[] { left, done, left }) await PublishAsync(new ExpireUpload(id));
        await Eventually.EqualsAsync(0, () => FilesAsync(left), TimeSpan.FromSeconds(30), "files of the upload");
        (await Boss.GetAsync($"/api/v1/attachments/{left}")).ShouldFail(404, "request.notFound");
        (await Boss.PartAsync(left, Uploads.Random(100), 100)).ShouldFail(404, "request.notFound");
        (await Boss.BytesAsync(done)).Length.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_thrown_away_can_be_taken_back_for_a_month_and_its_bytes_go_then()
    {
        var (contact, bytes) = (await Boss.ContactAsync(), Uploads.Random(100));
        var done = await Boss.UploadAsync(contact, bytes);
        var path = $"/api/v1/attachments/{done.Id}";
        (await Boss.DeleteAsync(path, "\"1\"")).ShouldFail(412, "request.stale");
        (await Boss.DeleteAsync(path, done.ETag)).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync(path)).ShouldFail(404, "request.notFound");
        (await Boss.GetAsync($"{path}/content")).ShouldFail(404, "request.notFound");
        (await ListedAsync(contact)).ShouldBeEmpty();
        (await Boss.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).Data.ShouldBeEmpty();
        var trashed = (int)(await Boss.GetAsync($"/api/v1/attachments?trashed=true&record=contact:{contact}")).Data.Count;
        trashed.ShouldBe(1);

        (await Boss.PostAsync($"{path}/restoration")).ShouldBe(HttpStatusCode.OK);
        (await Boss.BytesAsync(done.Id)).ShouldBe(bytes);
        (await Boss.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).Data.Count.ShouldBe(1);
        await PublishAsync(new PurgeAttachment(done.Id, 3)); // of the time it was there before
        (await Boss.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        (await FilesAsync(done.Id)).ShouldBe(1);
        await PublishAsync(new PurgeAttachment(done.Id, await VersionAsync(done.Id)));
        await Eventually.EqualsAsync(0, () => FilesAsync(done.Id), TimeSpan.FromSeconds(30), "files of the attachment");
        (await Boss.PostAsync($"{path}/restoration")).ShouldFail(404, "request.notFound");
    }

    private async Task<int> VersionAsync(Guid id)
    {
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        var stands = await tenant.ExecuteScalarAsync<int>("select mt_version from activities.mt_doc_attachment where id = @id", new { id });
        var planned = await tenant.QueryAsync<string>("select encode(body, 'escape') from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%PurgeAttachment%' order by execution_time");
        // Begun, finished, thrown away, taken back, thrown away.
        planned.Where(body => body.Contains(id.ToString(), StringComparison.Ordinal)).Select(body => body.Contains("ersion\":5", StringComparison.Ordinal)).ShouldBe([false, true]);
        stands.ShouldBe(5);
        return stands;
    }

    private async Task<int> FilesAsync(Guid id) =>
        (await host.Services.GetRequiredService<FileStore>().ListAsync($"attachments/{own.Company.Id:n}/{id:n}", TestContext.Current.CancellationToken)).Count;

    private async Task<IEnumerable<Guid>> ListedAsync(Guid contact) =>
        (await Boss.GetAsync($"/api/v1/attachments?record=contact:{contact}")).ShouldBe(HttpStatusCode.OK).Data.Select(a => (Guid)a["id"]!);

    private async Task PublishAsync(object message)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message, new DeliveryOptions { TenantId = own.Company.Id.ToString("n") });
    }
}
