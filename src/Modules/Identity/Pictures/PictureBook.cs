using System.Security.Cryptography;
using Crm.Kernel.Control;
using Crm.Kernel.Files;

namespace Crm.Identity.Pictures;

/// <summary>Which file is an account's picture. A file is named by its content and written before the row that names it, so that whoever reads the row finds the file.</summary>
internal sealed class PictureBook(ControlSession control, FileStore files, TimeProvider clock)
{
    /// <summary>What a picture was replaced by, or a failed commit left behind, is kept this long for whoever is reading it or just writing it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    public static string FolderOf(Guid accountId) => $"accounts/{accountId:n}";

    public Task<(string? Hash, string? MediaType)> FindAsync(Guid accountId, CancellationToken ct) =>
        control.FirstAsync<(string?, string?)>("select picture, picture_type from identity.accounts where id = @accountId", new { accountId }, ct);

    public Task<StoredFile?> OpenAsync(Guid accountId, string hash, CancellationToken ct) => files.OpenAsync($"{FolderOf(accountId)}/{hash}", ct);

    public async Task SetAsync(Guid accountId, Picture picture, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await files.WriteAsync($"{FolderOf(accountId)}/{hash}", bytes, ct);
        await control.ExecuteAsync("update identity.accounts set picture = @hash, picture_type = @MediaType where id = @accountId", new { accountId, hash, picture.MediaType }, ct);
        await TidyLaterAsync(accountId, ct);
    }

    public async Task RemoveAsync(Guid accountId, CancellationToken ct)
    {
        await control.ExecuteAsync("update identity.accounts set picture = null, picture_type = null where id = @accountId", new { accountId }, ct);
        await TidyLaterAsync(accountId, ct);
    }

    private Task TidyLaterAsync(Guid accountId, CancellationToken ct) => control.ScheduleAsync(new TidyPictures(accountId), clock.GetUtcNow() + Kept, ct);
}
