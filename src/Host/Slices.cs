using System.Net.Http.Headers;
using System.Text.Json;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Batches;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Outside;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Host;

/// <summary>The modules, and the rules that hold for each of their endpoints: strict JSON, one way to fail.</summary>
internal static class Slices
{
    public static void AddModules(this WebApplicationBuilder builder, CrmSettings settings)
    {
        builder.Services.AddSingleton(settings).AddSingleton(DatabaseTime.Clock).AddSingleton<FailureReading>().AddFiles(settings).AddSingleton<CompanyData>();
        builder.Services.AddPages().AddSecrets().AddOutside();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(s => s.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? Caller.From(http.User) : Caller.Nobody);
        builder.Services.AddScoped(s => s.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Rights>() ?? Rights.None);
        builder.Services.AddSingleton<InnerPipeline>().AddSingleton<InnerRequests>(s => s.GetRequiredService<InnerPipeline>());
        builder.Services.AddSingleton<OwnedRecords>().AddSingleton<RuledFields>();
        foreach (var module in Modules.All)
        {
            builder.Services.AddSingleton(module);
            module.Services(builder.Services, settings);
        }
    }

    public static void AddSlices(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorization();
        builder.Services.ConfigureHttpJsonOptions(o => Json.Configure(o.SerializerOptions));
        builder.Services.AddFastEndpoints(o =>
        {
            o.DisableAutoDiscovery = true;
            o.Assemblies = [.. Modules.Assemblies];
        });
    }

    public static void UseSlices(this WebApplication app)
    {
        app.UseBodyRules();
        app.UseFastEndpoints(Rules);
    }

    public static void UseBodyRules(this IApplicationBuilder app) => app.Use(WithOrWithoutBody);

    /// <summary>
    /// An endpoint that can do without a body accepts any media type. Nothing is no body, whatever type a client gives it;
    /// and what cannot be read would be passed over in silence.
    /// </summary>
    private static Task WithOrWithoutBody(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<FileBody>() is { SliceRefuses: false } file && !file.MediaTypes.Contains(MediaTypeOf(http.Request), StringComparer.OrdinalIgnoreCase))
            throw KernelProblems.UnsupportedMediaType.With($"Send {string.Join(", ", file.MediaTypes)}.");
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not { } accepts) return next(http);
        if (!IsPlainUtf8(http.Request)) throw KernelProblems.UnsupportedMediaType.With("One media type, in UTF-8, without a content encoding.");
        if (!accepts.ContentTypes.Contains("*/*")) return next(http);
        if (http.Request.ContentLength is 0) http.Request.ContentType = null;
        else if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && !http.Request.HasJsonContentType()) throw KernelProblems.UnsupportedMediaType.With();
        return next(http);
    }

    private static string MediaTypeOf(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType ?? "" : "";

    private static bool IsPlainUtf8(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && (string.IsNullOrEmpty(request.ContentType)
            || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))));

    private static void Rules(Config c)
    {
        var json = c.Serializer.Options;
        c.Serializer.RequestDeserializer = async (request, type, _, ct) =>
            await request.ReadFromJsonAsync(type, json, ct) ?? throw new JsonException("The JSON value could not be converted: a body of null is none.");
        // Members keep their C# names until the problem writer makes pointers of them: else the one marked [FromBody] would stand in each.
        c.Validation.UsePropertyNamingPolicy = false;
        c.Security.PermissionsClaimType = PermissionCatalogue.Claim;
        // Both leave as exceptions, so that the problem writer alone writes failures.
        c.Binding.JsonExceptionTransformer = null;
        c.Errors.ResponseBuilder = (failures, http, _) => throw ValidationProblem.Of(failures, http);
        c.Endpoints.Configurator = endpoint =>
        {
            Declared(endpoint);
            endpoint.PreProcessor<KnownParameters>(Order.Before);
            endpoint.PreProcessor<AccountMattersCheck>(Order.Before);
            endpoint.PreProcessor<RecentLoginCheck>(Order.Before);
            endpoint.PreProcessor<FieldRulesOnCreate>(Order.Before);
        };
    }

    /// <summary>Deny by default: an endpoint that says nothing about who may call it stops the host.</summary>
    private static void Declared(EndpointDefinition endpoint)
    {
        if (endpoint.AnonymousVerbs is null && endpoint.AllowedPermissions is not { Count: > 0 })
            throw new InvalidOperationException($"{endpoint.EndpointType.Name} declares neither Permissions(…) nor AllowAnonymous().");
    }
}
