using Crm.Kernel;
using Crm.Kernel.Files;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Files;

/// <summary>What every store does.</summary>
public abstract class FileStoreTests : IAsyncLifetime
{
    private readonly string local = Directory.CreateTempSubdirectory("crm-files-").FullName;
    private string folder = "";

    protected FileStore Store { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var settings = TestSettings.For("none") with { Local = local, Bucket = await BucketAsync() };
        Store = new ServiceCollection().AddFiles(settings).BuildServiceProvider().GetRequiredService<FileStore>();
        folder = $"tests/{Guid.CreateVersion7():n}";
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(local, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<BucketSettings?> BucketAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task A_file_is_read_as_it_was_written_from_any_byte_on(int length)
    {
        var (name, bytes) = ($"{folder}/a.b-c_d", new byte[length]);
        Random.Shared.NextBytes(bytes);
        (await Store.WriteAsync(name, file => file.WriteAsync(bytes, Ct).AsTask(), Ct)).ShouldBe(length);
        (await Store.LengthAsync(name, Ct)).ShouldBe(length);
        foreach (var from in new[] { 0, length / 3, length })
        {
            await using var file = (await Store.OpenAsync(name, from, Ct)).ShouldNotBeNull();
            using var read = new MemoryStream();
            await file.Content.CopyToAsync(read, Ct);
            (file.Length, read.ToArray().AsSpan().SequenceEqual(bytes.AsSpan(from))).ShouldBe((length, true));
        }
        await Store.WriteAsync(name, "again"u8.ToArray(), Ct);
        (await Store.LengthAsync(name, Ct)).ShouldBe(5);
    }

    [Fact]
    public async Task What_is_not_there_is_not_there_and_deleting_it_does_nothing()
    {
        (await Store.OpenAsync($"{folder}/none", Ct)).ShouldBeNull();
        (await Store.OpenAsync($"{folder}/none", 5, Ct)).ShouldBeNull();
        (await Store.LengthAsync($"{folder}/none", Ct)).ShouldBeNull();
        await Store.DeleteAsync($"{folder}/none", Ct);
        await Store.DeleteFolderAsync($"{folder}/none", Ct);
        (await Store.ListAsync($"{folder}/none", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Folders_are_listed_and_deleted_with_all_that_is_in_them_and_nothing_else()
    {
        foreach (var i in Enumerable.Range(0, 8)) await Store.WriteAsync($"{folder}/a/{i}", new byte[i], Ct);
        await Store.WriteAsync($"{folder}/a/below/x", new byte[1], Ct);
        await Store.WriteAsync($"{folder}/ab", new byte[1], Ct);
        var listed = await Store.ListAsync($"{folder}/a", Ct);
        listed.Select(f => f.Name).Order().ShouldBe(Enumerable.Range(0, 8).Select(i => $"{folder}/a/{i}"));
        listed.ShouldAllBe(f => (DateTimeOffset.UtcNow - f.WrittenAt).Duration() < TimeSpan.FromMinutes(5));
        await Store.DeleteAsync($"{folder}/a/3", Ct);
        (await Store.ListAsync($"{folder}/a", Ct)).Count.ShouldBe(7);
        await Store.DeleteFolderAsync($"{folder}/a", Ct);
        (await Store.ListAsync($"{folder}/a", Ct)).ShouldBeEmpty();
        (await Store.LengthAsync($"{folder}/a/below/x", Ct)).ShouldBeNull();
        (await Store.LengthAsync($"{folder}/ab", Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task What_fails_while_it_is_written_leaves_nothing()
    {
        await Should.ThrowAsync<InvalidDataException>(() => Store.WriteAsync($"{folder}/broken", async file =>
        {
            await file.WriteAsync(new byte[1000], Ct);
            throw new InvalidDataException();
        }, Ct));
        (await Store.LengthAsync($"{folder}/broken", Ct)).ShouldBeNull();
        Directory.EnumerateFiles(local, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a//x")]
    [InlineData("A")]
    public Task A_name_leads_nowhere_else(string name) => Should.ThrowAsync<ArgumentException>(() => Store.WriteAsync(name, new byte[1], Ct));
}

public sealed class FolderStoreTests : FileStoreTests
{
    protected override Task<BucketSettings?> BucketAsync() => Task.FromResult<BucketSettings?>(null);
}

public sealed class BucketStoreTests : FileStoreTests
{
    private BucketSimulator simulator = null!;

    [Fact]
    public async Task A_wrong_key_opens_nothing_and_is_told()
    {
        using var services = new ServiceCollection().AddFiles(TestSettings.For("none") with { Bucket = simulator.Settings with { SecretKey = "wrong" } }).BuildServiceProvider();
        var store = services.GetRequiredService<FileStore>();
        (await Should.ThrowAsync<Amazon.S3.AmazonS3Exception>(() => store.WriteAsync("tests/wrong", new byte[1], Ct))).ErrorCode.ShouldBe("SignatureDoesNotMatch");
        simulator.Keys.ShouldBeEmpty();
        simulator.Refused.ShouldBeGreaterThan(0);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await simulator.DisposeAsync();
    }

    protected override async Task<BucketSettings?> BucketAsync() => (simulator = await BucketSimulator.StartAsync()).Settings;
}
