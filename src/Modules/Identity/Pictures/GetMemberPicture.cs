using Crm.Identity.Access;
using Crm.Identity.Members;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Crm.Identity.Pictures;

/// <summary>Asks how a member looks.</summary>
internal sealed record GetMemberPicture
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetMemberPictureEndpoint(MemberBook members, PictureBook pictures) : Endpoint<GetMemberPicture>
{
    public override void Configure()
    {
        Get("/api/v1/members/{id}/picture");
        Permissions(AccessPermissions.ReadMembers);
        this.DescribesFile("getMemberPicture", "Access", "See a member's picture", [Picture.Png, Picture.Jpeg, Picture.WebP]);
    }

    public override async Task HandleAsync(GetMemberPicture r, CancellationToken ct)
    {
        var member = await members.GetAsync(r.Id, ct);
        var (hash, mediaType) = await pictures.FindAsync(member.AccountId, ct);
        await using var file = hash is null ? null : await pictures.OpenAsync(member.AccountId, hash, ct);
        if (file is null) throw KernelProblems.NotFound.With();

        var (request, answer, tag) = (HttpContext.Request, HttpContext.Response, $"\"{hash![..32]}\"");
        (answer.Headers.ETag, answer.Headers.CacheControl) = (tag, "private, max-age=300");
        if (EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known) && known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Tag == tag))
        {
            await Send.NotModifiedAsync(ct);
            return;
        }
        HttpContext.MarkResponseStart();
        (answer.ContentType, answer.ContentLength) = (mediaType, file.Length);
        answer.Headers.ContentDisposition = $"inline; filename=\"{new Picture(mediaType!, 0, 0).FileName}\"";
        await file.Content.CopyToAsync(answer.Body, ct);
    }
}
