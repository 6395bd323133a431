using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Pictures;

internal sealed class RemoveMyPictureEndpoint(PictureBook pictures, AccessJournal journal, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/me/picture");
        Permissions(IdentityModule.WriteMe);
        this.Describes("removeMyPicture", "Me", "Go without a picture", 204);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        await pictures.RemoveAsync(caller.AccountId, ct);
        await journal.NoteAsync("pictureRemoved", caller.AccountId, caller.TenantId, byOwner: true, ct);
        await Send.NoContentAsync(ct);
    }
}
