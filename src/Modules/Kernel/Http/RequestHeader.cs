using FastEndpoints;
using Microsoft.AspNetCore.Builder;

namespace Crm.Kernel.Http;

/// <summary>Endpoint metadata: a header that a request may carry to ask for something, for the OpenAPI document.</summary>
/// <param name="Value">The one value that means anything.</param>
/// <param name="Description">What it asks for.</param>
public sealed record RequestHeader(string Name, string Value, string Description);

/// <summary>How a slice says so.</summary>
public static class RequestHeaderExtensions
{
    /// <summary>To be called in <c>Configure</c>, by an endpoint that looks at the header.</summary>
    public static void Heeds(this BaseEndpoint endpoint, RequestHeader header) => endpoint.Definition.Description(b => b.WithMetadata(header));
}
