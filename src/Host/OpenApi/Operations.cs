using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Crm.Kernel.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using NJsonSchema;
using NSwag;

namespace Crm.Host.OpenApi;

/// <summary>Writes what is particular to each operation: its words, its parameters, its body and its good answers.</summary>
internal sealed class Operations(Schemas schemas, ValidationRules rules)
{
    private readonly HashSet<JsonSchema> sent = [];
    private readonly HashSet<JsonSchema> answered = [];

    /// <summary>What bodies of requests are made of.</summary>
    public IReadOnlyCollection<JsonSchema> Sent => sent;

    /// <summary>What answers are made of.</summary>
    public IReadOnlyCollection<JsonSchema> Answered => answered;

    public OpenApiOperation Write(Act act)
    {
        var operation = new OpenApiOperation
        {
            OperationId = act.Name,
            Tags = [act.Tag],
            Summary = act.Summary,
            Description = act.Description,
        };
        foreach (var input in act.Inputs.Where(input => input.Source is not Source.Body)) operation.Parameters.Add(Parameter(input));
        foreach (var header in act.Endpoint.Metadata.OfType<RequestHeader>()) operation.Parameters.Add(Parameter(header));
        if (act.Body is { } body) operation.RequestBody = Body(act, body);
        else if (act.Endpoint.Metadata.GetMetadata<FileBody>() is { } file) operation.RequestBody = Body(file);
        foreach (var answer in act.Answers) operation.Responses[answer.StatusCode.ToString()] = Answer(act, answer);
        return operation;
    }

    private OpenApiParameter Parameter(Input input)
    {
        var schema = input.Member is { } member ? schemas.Of(member) : schemas.Of(input.Type);
        var rule = input.Member is { } bound ? rules.For(bound) : null;
        rule?.ApplyTo(schema);
        if (input.Member?.GetCustomAttribute<RangeAttribute>() is { } range) (schema.Minimum, schema.Maximum) = ((int)range.Minimum, (int)range.Maximum);
        schema.IsNullableRaw = null;
        return new()
        {
            Name = input.Name,
            // A header is spelt with hyphens, which no language has in a name.
            OriginalName = input is { Source: Source.Header, Member: { } named } ? Names.Camel(named.Name) : null,
            Kind = Enum.Parse<OpenApiParameterKind>(input.Source.ToString()),
            IsRequired = input.Required || rule?.Required is true,
            Description = input.Member is null ? null : Prose.Of(input.Member),
            Schema = schema,
            Style = schema.Type is JsonObjectType.Array ? OpenApiParameterStyle.Form : OpenApiParameterStyle.Undefined,
            Explode = schema.Type is JsonObjectType.Array ? true : null,
        };
    }

    private static OpenApiParameter Parameter(RequestHeader header) => new()
    {
        Name = header.Name,
        OriginalName = Names.Camel(header.Name.Replace("X-", "").Replace("-", "")),
        Kind = OpenApiParameterKind.Header,
        Description = header.Description,
        Schema = new() { Type = JsonObjectType.String, Example = header.Value },
    };

    private OpenApiRequestBody Body(Act act, Input input)
    {
        var schema = act.Patched is { } fields ? schemas.PatchOf(fields) : schemas.Of(input.Type);
        sent.Add(schema);
        var body = new OpenApiRequestBody { Name = "body", IsRequired = input.Required };
        foreach (var media in act.Method is "patch" ? ["application/merge-patch+json", "application/json"] : new[] { "application/json" })
            body.Content[media] = new() { Schema = schema };
        return body;
    }

    private OpenApiRequestBody Body(FileBody file)
    {
        var body = new OpenApiRequestBody { Name = "file", IsRequired = true };
        foreach (var media in file.MediaTypes) body.Content[media] = new() { Schema = schemas.Of(typeof(Stream)) };
        return body;
    }

    private OpenApiResponse Answer(Act act, IProducesResponseTypeMetadata answer)
    {
        var response = new OpenApiResponse { Description = act.Words(answer.StatusCode) ?? ReasonPhrases.GetReasonPhrase(answer.StatusCode) };
        if (answer.Type is null || answer.Type == typeof(void)) return response;
        var schema = schemas.Of(answer.Type);
        answered.Add(schema);
        foreach (var media in answer.ContentTypes.DefaultIfEmpty("application/json"))
            response.Content[media] = new() { Schema = schema };
        return response;
    }
}
