using System.Net;
using System.Text;
using Crm.Activities.Attachments;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities.Attachments;

public sealed class AttachmentTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

    private Person Boss => own.Company.Owner;

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>", "image/png", "application/octet-stream")]
    [InlineData(" \n<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "application/octet-stream")]
    [InlineData("\ufeff<html>", "text/plain", "application/octet-stream")]
    [InlineData("<html>", "text/html", "application/octet-stream")]
    [InlineData("alert(1)", "text/javascript", "application/octet-stream")]
    [InlineData("a,b\n1,ü", "text/csv", "text/csv")]
    [InlineData("a\u0001b", "text/plain", "application/octet-stream")]
    [InlineData("%PDF-1.7", "text/plain", "application/pdf")]
    [InlineData("PK\u0003\u0004", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text")]
    [InlineData("PK\u0003\u0004", "text/html", "application/zip")]
    public async Task It_is_served_as_what_its_bytes_show_and_never_as_a_page(string text, string declared, string served)
    {
        var done = await Boss.UploadAsync(await Boss.ContactAsync(), Encoding.UTF8.GetBytes(text), "picture.png", declared);
        done.Text("contentType").ShouldBe(served);
        using var answer = await Boss.DownloadAsync(done.Id);
        answer.Content.Headers.ContentType!.ToString().ShouldBe(served);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("; sandbox");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
    }

    [Fact]
    public void Texts_are_known_although_they_are_cut()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 2000)));
        for (var shift = 0; shift < 4; shift++) ContentTypes.Of([.. new byte[shift].Select(_ => (byte)'x'), .. text[..(ContentTypes.Looked - shift)]], "text/plain").ShouldBe("text/plain");
        ContentTypes.Of(text.AsSpan(0, 100), "text/plain").ShouldBe("application/octet-stream");
        ContentTypes.Of(Png, "text/html").ShouldBe("image/png");
        ContentTypes.Of([], "text/plain").ShouldBe("text/plain");
    }

    [Fact]
    public async Task Ranges_are_answered()
    {
        var bytes = Uploads.Random(1000);
        var id = (await Boss.UploadAsync(await Boss.ContactAsync(), bytes)).Id;
        using var whole = await Boss.DownloadAsync(id);
        var tag = whole.Headers.ETag!.ToString();
        whole.Headers.AcceptRanges.ShouldBe(["bytes"]);
        await ShouldGiveAsync("bytes=0-9", null, bytes[..10], "bytes 0-9/1000");
        await ShouldGiveAsync("bytes=990-", null, bytes[990..], "bytes 990-999/1000");
        await ShouldGiveAsync("bytes=-5", null, bytes[^5..], "bytes 995-999/1000");
        await ShouldGiveAsync("bytes=-5000", null, bytes, "bytes 0-999/1000");
        await ShouldGiveAsync("bytes=500-99999", tag, bytes[500..], "bytes 500-999/1000");
        await ShouldGiveAsync("bytes=0-9", "\"other\"", bytes, null);
        await ShouldGiveAsync("bytes=0-1,5-6", null, bytes, null);
        await ShouldGiveAsync("lines=1-2", null, bytes, null);
        foreach (var none in new[] { "bytes=1000-", "bytes=-0" })
        {
            using var refused = await Boss.DownloadAsync(id, none);
            (refused.StatusCode, refused.Content.Headers.ContentRange?.ToString()).ShouldBe((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */1000"));
            (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("attachment.noSuchRange");
        }
        using var known = await Boss.DownloadAsync(id, ifNoneMatch: tag);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        async Task ShouldGiveAsync(string range, string? ifRange, byte[] expected, string? told)
        {
            using var answer = await Boss.DownloadAsync(id, range, ifRange);
            (answer.StatusCode, answer.Content.Headers.ContentRange?.ToString()).ShouldBe((told is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, told), range);
            (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Its_name_may_be_in_any_alphabet_and_mislead_nobody()
    {
        var contact = await Boss.ContactAsync();
        foreach (var bad in new[] { "", "a/b", "a\\b", "..", " . ", "a\nb", "a\u202Efdp.exe", "a\u2066b", new string('x', 256) })
            (await Boss.BeginAsync(contact, 1, bad)).ShouldFail(422, "validation.failed", "/fileName");
        (await Boss.BeginAsync(contact, 1, type: "no type")).ShouldFail(422, "validation.failed", "/contentType");
        var done = await Boss.UploadAsync(contact, Png, "Übersicht \"2026\"; 見積.png");
        using (var answer = await Boss.DownloadAsync(done.Id)) Name(answer).ShouldBe("Übersicht \"2026\"; 見積.png");

        var path = $"/api/v1/attachments/{done.Id}";
        (await Boss.PatchAsync(path, new { fileName = "a/b" })).ShouldFail(422, "validation.failed", "/fileName");
        (await Boss.PatchAsync(path, new { size = 1 })).ShouldFail(422, "request.unknownMember");
        var renamed = (await Boss.PatchAsync(path, new { fileName = "new.png" }, done.ETag)).ShouldBe(HttpStatusCode.OK);
        (await Boss.PatchAsync(path, new { fileName = "late.png" }, done.ETag)).ShouldFail(412, "request.stale");
        (await Boss.PatchAsync(path, new { fileName = "new.png" })).ETag.ShouldBe(renamed.ETag);
        using (var answer = await Boss.DownloadAsync(done.Id)) Name(answer).ShouldBe("new.png");

        static string? Name(HttpResponseMessage answer) => answer.Content.Headers.ContentDisposition!.FileNameStar ?? answer.Content.Headers.ContentDisposition.FileName;
    }

    [Fact]
    public async Task Roles_reach_their_own_and_records_within_their_reach()
    {
        var contact = await Boss.ContactAsync();
        var theirs = (await Boss.UploadAsync(contact, Png)).Id;
        var clerk = await RoleAsync([new { permission = "attachments.read", scope = "own" }, new { permission = "attachments.write", scope = "own" }, new { permission = "contacts.read", scope = "all" }]);
        var mine = (await clerk.UploadAsync(contact, Png)).Id;
        await ShouldBeNowhereAsync(clerk, theirs);
        (await clerk.GetAsync($"/api/v1/attachments?record=contact:{contact}")).Data.Select(a => (Guid)a["id"]!).ShouldBe([mine]);
        (await clerk.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).Data.Select(e => (Guid)e["attachment"]!["id"]!).ShouldBe([mine]);

        var unreachable = await RoleAsync([new { permission = "attachments.read", scope = "all" }, new { permission = "attachments.write", scope = "all" }, new { permission = "contacts.read", scope = "own" }]);
        (await unreachable.BeginAsync(contact, 1)).ShouldFail(422, "access.recordUnknown", "/records/0");
        var without = await RoleAsync([new { permission = "contacts.read", scope = "all" }]);
        (await without.GetAsync($"/api/v1/attachments/{theirs}")).ShouldFail(403, "auth.forbidden");
        (await without.GetAsync($"/api/v1/contacts/{contact}/timeline?type=attachment")).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_company_sees_nothing()
    {
        var contact = await Boss.ContactAsync();
        var done = (await Boss.UploadAsync(contact, Png)).Id;
        var other = (await host.SignUpAsync()).Owner;
        await ShouldBeNowhereAsync(other, done);
        (await other.GetAsync("/api/v1/attachments")).Data.ShouldBeEmpty();
        (await other.BeginAsync(contact, 1)).ShouldFail(422, "access.recordUnknown");
    }

    private static async Task ShouldBeNowhereAsync(Person person, Guid attachment)
    {
        var path = $"/api/v1/attachments/{attachment}";
        (await person.GetAsync(path)).ShouldFail(404, "request.notFound");
        (await person.GetAsync($"{path}/content")).ShouldFail(404, "request.notFound");
        (await person.PartAsync(attachment, [1], 0)).ShouldFail(404, "request.notFound");
        (await person.PatchAsync(path, new { fileName = "x" })).ShouldFail(404, "request.notFound");
        (await person.DeleteAsync(path)).ShouldFail(404, "request.notFound");
        (await person.PostAsync($"{path}/restoration")).ShouldFail(404, "request.notFound");
    }

    private async Task<Person> RoleAsync(object[] permissions) => await own.Company.JoinAsync(
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions })).ShouldBe(HttpStatusCode.Created).Id.ToString());
}
