using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Pictures;

internal sealed class SetMyPictureEndpoint(PictureBook pictures, AccessJournal journal, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Put("/api/v1/me/picture");
        Permissions(IdentityModule.WriteMe);
        this.Describes("setMyPicture", "Me", "Give oneself a picture", 204,
            KernelProblems.TooLarge, KernelProblems.UnsupportedMediaType, PictureProblems.NotAnImage, PictureProblems.TooManyPixels);
        this.TakesFile(Picture.Png, Picture.Jpeg, Picture.WebP);
        Summary(s => s.Description = "At most 1 MiB and 4096 pixels a side. It is kept as it is, with whatever its maker wrote into it, and shown in every company of the account.");
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var bytes = await HttpContext.Request.ReadFileAsync(Picture.MostBytes, ct) ?? throw KernelProblems.TooLarge.With("A picture has at most 1 MiB.");
        var picture = Picture.Read(bytes.Span) ?? throw PictureProblems.NotAnImage.With();
        if (picture is not { Width: > 0 and <= Picture.Widest, Height: > 0 and <= Picture.Widest }) throw PictureProblems.TooManyPixels.With($"It is {picture.Width} × {picture.Height}.");
        await pictures.SetAsync(caller.AccountId, picture, bytes, ct);
        await journal.NoteAsync("pictureChanged", caller.AccountId, caller.TenantId, byOwner: true, ct);
        await Send.NoContentAsync(ct);
    }
}
