using System.Security.Cryptography;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;
using Microsoft.Net.Http.Headers;

namespace Crm.Host.OpenApi;

internal sealed class GetTenantDocumentEndpoint(IDocumentSession session, ApiDocument document) : EndpointWithoutRequest
{
    private const string MediaType = "application/vnd.oai.openapi+json";

    public override void Configure()
    {
        Get("/openapi/tenant.json");
        Permissions(CustomFieldPermissions.Read);
        this.DescribesFile("getTenantDocument", "Custom fields", "Read the API document with the company's own fields typed", [MediaType]);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var bytes = TenantOverlay.Over(document.Bytes, await CustomFieldSet.LoadAsync(session, ct));
        var (answer, tag) = (HttpContext.Response, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        answer.Headers.ETag = tag;
        if (EntityTagHeaderValue.TryParseList(HttpContext.Request.Headers.IfNoneMatch, out var known) && known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Tag == tag))
        {
            await Send.NotModifiedAsync(ct);
            return;
        }
        HttpContext.MarkResponseStart();
        (answer.ContentType, answer.ContentLength) = (MediaType, bytes.Length);
        await answer.Body.WriteAsync(bytes, ct);
    }
}
