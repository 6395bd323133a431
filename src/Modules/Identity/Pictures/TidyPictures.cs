using Crm.Kernel.Control;
using Crm.Kernel.Files;

namespace Crm.Identity.Pictures;

/// <summary>Time to delete the files in an account's folder that are its picture no more.</summary>
public sealed record TidyPictures(Guid AccountId);

public static class TidyPicturesHandler
{
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(10);

    public static async Task Handle(TidyPictures e, ControlSession control, FileStore files, TimeProvider clock, CancellationToken ct)
    {
        var folder = PictureBook.FolderOf(e.AccountId);
        var present = await control.FirstAsync<string>("select picture from identity.accounts where id = @AccountId", new { e.AccountId }, ct);
        // A young one may be about to become the picture.
        foreach (var (name, written) in await files.ListAsync(folder, ct))
            if (name != $"{folder}/{present}" && written < clock.GetUtcNow() - Young) await files.DeleteAsync(name, ct);
    }
}
