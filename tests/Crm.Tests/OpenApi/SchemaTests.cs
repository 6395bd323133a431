using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Host.OpenApi;
using Crm.Kernel.Http;
using Crm.Tests.Support;
using FluentValidation;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NJsonSchema;
using NSwag;
using Shouldly;
using Xunit;

namespace Crm.Tests.OpenApi;

/// <summary>The schemas against the serializer and the validators themselves: what the document says is what happens.</summary>
public class SchemaTests(CrmHost host)
{
    private readonly byte[] bytes = host.Services.GetRequiredService<ApiDocument>().Bytes;
    private readonly List<Act> acts = [.. Act.All(host.Services.GetRequiredService<EndpointDataSource>())];

    [Fact]
    public async Task Every_example_fits_its_schema()
    {
        var document = await OpenApiDocument.FromJsonAsync(System.Text.Encoding.UTF8.GetString(bytes), TestContext.Current.CancellationToken);
        var bodies = document.Operations.SelectMany(o => o.Operation.ActualResponses.SelectMany(r => r.Value.Content).Concat(o.Operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())).ToList();
        var examples = bodies.SelectMany(body => body.Value.Examples.Values.Select(e => e.Value).Append(body.Value.Example).OfType<object>().Select(e => (body.Value.Schema, Example: e))).ToList();
        examples.Count.ShouldBeGreaterThan(100);
        foreach (var (schema, example) in examples)
            schema.ActualSchema.Validate(Newtonsoft.Json.JsonConvert.SerializeObject(example), SchemaType.OpenApi3).ShouldBeEmpty(example.ToString());
    }

    [Fact]
    public void Required_and_nullable_are_what_a_request_is_held_to()
    {
        var tried = 0;
        foreach (var (act, example, schema) in Bodies())
        {
            Refused(act, example).ShouldBeFalse($"{act.Name}: {example.ToJsonString()}");
            Refused(act, With(example, "misspelt", 1)).ShouldBeTrue($"{act.Name} takes a member that does not exist");
            foreach (var (name, member) in schema["properties"]!.AsObject())
            {
                var required = schema["required"]?.AsArray().Any(r => (string?)r == name) is true;
                Refused(act, With(example, name, remove: true)).ShouldBe(required, $"{act.Name} without {name}");
                Refused(act, With(example, name, null)).ShouldBe(!Nullable(member!) && !IsAnything(member!), $"{act.Name} with {name} null");
                tried++;
            }
        }
        tried.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_patch_may_leave_out_and_clear_every_member()
    {
        var patches = JsonNode.Parse(bytes)!["components"]!["schemas"]!.AsObject().Where(schema => schema.Key.EndsWith("Patch", StringComparison.Ordinal)).ToList();
        patches.ShouldNotBeEmpty();
        foreach (var (name, patch) in patches)
        {
            patch!["required"].ShouldBeNull(name);
            patch["properties"]!.AsObject().ShouldAllBe(member => Nullable(member.Value!) || IsAnything(member.Value!));
        }
    }

    [Fact]
    public void What_an_answer_must_have_is_what_the_serializer_always_writes()
    {
        var document = JsonNode.Parse(bytes)!.AsObject();
        foreach (var (act, answer) in acts.SelectMany(act => act.Answers.Select(answer => (act, answer))))
        {
            if (document["paths"]![act.Path]![act.Method]!["responses"]![$"{answer.StatusCode}"]!["content"]?["application/json"] is not { } body) continue;
            var schema = DocumentRules.Resolve(document, body["schema"]!);
            var members = Json.Options.GetTypeInfo(answer.Type!).Properties;
            schema["properties"]!.AsObject().Select(member => member.Key).ShouldBe(members.Select(member => member.Name), ignoreOrder: true, act.Name);
            (schema["required"]?.AsArray().Select(name => (string)name!) ?? []).ShouldBe(members.Where(m => !m.IsGetNullable).Select(m => m.Name), ignoreOrder: true, act.Name);
            schema["properties"]!.AsObject().ShouldAllBe(member => !Nullable(member.Value!), act.Name);
        }
    }

    private IEnumerable<(Act Act, JsonObject Example, JsonObject Schema)> Bodies()
    {
        var document = JsonNode.Parse(bytes)!.AsObject();
        return from act in acts
               where act.Body is { Type.IsGenericType: false }
               let body = document["paths"]![act.Path]![act.Method]!["requestBody"]!["content"]!["application/json"]!
               select (act, body["example"]!.AsObject(), DocumentRules.Resolve(document, body["schema"]!));
    }

    /// <summary>As a request is refused: by the serializer, else by the endpoint's validator.</summary>
    private bool Refused(Act act, JsonObject body)
    {
        try
        {
            var read = body.Deserialize(act.Body!.Type, Json.Options)!;
            if (act.Definition.ValidatorType is not { } type) return false;
            var request = act.Body.Member is null ? read : RuntimeHelpers.GetUninitializedObject(act.Definition.ReqDtoType);
            act.Body.Member?.SetValue(request, read);
            var validator = (IValidator)ActivatorUtilities.CreateInstance(host.Services, type);
            return !validator.Validate((IValidationContext)Activator.CreateInstance(typeof(ValidationContext<>).MakeGenericType(act.Definition.ReqDtoType), request)!).IsValid;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static bool IsAnything(JsonNode member) => ((string[])["type", "$ref", "oneOf", "allOf"]).All(kind => member[kind] is null);

    private static bool Nullable(JsonNode member) => (bool?)member["nullable"] is true || member["oneOf"]?.AsArray().Any(one => (bool?)one!["nullable"] is true) is true;

    private static JsonObject With(JsonObject example, string name, JsonNode? value = null, bool remove = false)
    {
        var changed = example.DeepClone().AsObject();
        changed.Remove(name);
        if (!remove) changed[name] = value;
        return changed;
    }
}
