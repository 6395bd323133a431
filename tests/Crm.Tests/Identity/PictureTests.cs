using System.Net;
using System.Net.Http.Headers;
using Crm.Identity.Pictures;
using Crm.Kernel.Control;
using Crm.Kernel.Files;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class PictureTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_colleague_sees_the_picture_and_asks_for_it_once()
    {
        var (member, image) = (await own.Company.JoinAsync("member"), Images.Png(64, 48));
        (await PutAsync(member, image, "image/jpeg")).ShouldBe(HttpStatusCode.NoContent, "the bytes count, not their name");

        using var seen = await own.Company.Owner.Http.GetAsync($"/api/v1/members/{member.AccountId}/picture", Ct);
        (await seen.Content.ReadAsByteArrayAsync(Ct)).ShouldBe(image);
        seen.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        seen.Content.Headers.ContentDisposition!.ToString().ShouldBe("inline; filename=\"picture.png\"");
        seen.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        seen.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("sandbox");
        seen.Headers.CacheControl!.Private.ShouldBeTrue();
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/members/{member.AccountId}/picture") { Headers = { IfNoneMatch = { seen.Headers.ETag! } } };
        (await own.Company.Owner.Http.SendAsync(again, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        ((bool)(await own.Company.Owner.GetAsync($"/api/v1/members/{member.AccountId}")).Body["hasPicture"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_one_takes_the_place_of_the_old_and_none_is_not_found()
    {
        var member = await own.Company.JoinAsync("member");
        var path = $"/api/v1/members/{member.AccountId}/picture";
        (await member.GetAsync(path)).ShouldFail(404, "request.notFound");
        foreach (var image in new[] { Images.Png(1, 1), Images.Jpeg(10, 20), Images.WebP(30, 40) })
        {
            (await PutAsync(member, image, "image/png")).ShouldBe(HttpStatusCode.NoContent);
            (await member.Http.GetByteArrayAsync(path, Ct)).ShouldBe(image);
        }
        var (store, folder) = (host.Services.GetRequiredService<FileStore>(), PictureBook.FolderOf(member.AccountId));
        (await store.ListAsync(folder, Ct)).Count.ShouldBe(3);
        await TidyAsync(member, minutes: 5);
        (await store.ListAsync(folder, Ct)).Count.ShouldBe(3);
        await TidyAsync(member, minutes: 11);
        (await store.ListAsync(folder, Ct)).Count.ShouldBe(1);
        (await member.Http.GetByteArrayAsync(path, Ct)).ShouldBe(Images.WebP(30, 40));

        (await member.DeleteAsync("/api/v1/me/picture")).ShouldBe(HttpStatusCode.NoContent);
        (await member.GetAsync(path)).ShouldFail(404, "request.notFound");
        await TidyAsync(member, minutes: 11);
        (await store.ListAsync(folder, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_company_does_not_see_it()
    {
        var (member, other) = (await own.Company.JoinAsync("member"), await host.SignUpAsync());
        (await PutAsync(member, Images.Png(1, 1), "image/png")).ShouldBe(HttpStatusCode.NoContent);
        (await other.Owner.GetAsync($"/api/v1/members/{member.AccountId}/picture")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task What_is_no_picture_is_refused()
    {
        var member = await own.Company.JoinAsync("member");
        foreach (var (image, type, status, code) in new (byte[], string, int, string)[]
        {
            ("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"u8.ToArray(), "image/png", 422, "picture.notAnImage"),
            ([], "image/png", 422, "picture.notAnImage"),
            ([0xFF, 0xD8, 0xFF, 0xD9], "image/jpeg", 422, "picture.notAnImage"),
            (Images.Png(1, 1), "image/svg+xml", 415, "request.unsupportedMediaType"),
            (Images.Png(4097, 1), "image/png", 422, "picture.tooManyPixels"),
            (Images.WebP(1, 5000), "image/webp", 422, "picture.tooManyPixels"),
            (Images.Png(0, 1), "image/png", 422, "picture.tooManyPixels"),
            ([.. Images.Png(1, 1), .. new byte[Picture.MostBytes]], "image/png", 413, "request.tooLarge"),
        })
        {
            using var content = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            using var answer = await member.Http.PutAsync("/api/v1/me/picture", content, Ct);
            ((int)answer.StatusCode).ShouldBe(status);
            (await answer.Content.ReadAsStringAsync(Ct)).ShouldContain($"\"{code}\"");
        }
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("accounts/../../x")]
    [InlineData("accounts//x")]
    [InlineData(".unfinished/x")]
    [InlineData("a\0b")]
    [InlineData("a\n")]
    public Task A_files_name_leads_nowhere_else(string name) => Should.ThrowAsync<ArgumentException>(() => host.Services.GetRequiredService<FileStore>().OpenAsync(name, Ct));

    [Fact]
    public async Task A_file_that_was_not_finished_is_not_there()
    {
        var store = host.Services.GetRequiredService<FileStore>();
        await Should.ThrowAsync<OperationCanceledException>(() => store.WriteAsync("tests/unfinished", new byte[100_000], new CancellationToken(canceled: true)));
        (await store.OpenAsync("tests/unfinished", Ct)).ShouldBeNull();
        Directory.EnumerateFiles(Path.Combine(host.Settings.Files, ".unfinished")).ShouldBeEmpty();
    }

    private static async Task<HttpStatusCode> PutAsync(Person person, byte[] image, string type)
    {
        using var content = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await person.Http.PutAsync("/api/v1/me/picture", content, Ct);
        return answer.StatusCode;
    }

    private async Task TidyAsync(Person person, int minutes)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await TidyPicturesHandler.Handle(new(person.AccountId), scope.ServiceProvider.GetRequiredService<ControlSession>(), scope.ServiceProvider.GetRequiredService<FileStore>(),
            new FakeClock(DateTimeOffset.UtcNow.AddMinutes(minutes)), Ct);
    }
}
