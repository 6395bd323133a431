using System.Text.Json;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Http;

public class JsonTests
{
    [Theory]
    [InlineData("""{"name":"x","colour":"red","extra":1}""", "request.unknownMember", "/extra")]
    [InlineData("""{"Name":"x","colour":"red"}""", "request.unknownMember", "/Name")]
    [InlineData("""{"name":1,"colour":"red"}""", "validation.failed", "/name")]
    [InlineData("""{"name":null,"colour":"red"}""", "validation.failed", "/name")]
    [InlineData("""{"colour":"red"}""", "validation.failed", "")]
    [InlineData("""{"name":"x","colour":"mauve"}""", "validation.failed", "/colour")]
    [InlineData("""{"name":"x","colour":0}""", "validation.failed", "/colour")]
    [InlineData("""{"name":"x","colour":"red","size":"3"}""", "validation.failed", "/size")]
    [InlineData("""{"name":"x\u0000y","colour":"red"}""", "validation.failed", "/name")]
    [InlineData("""{"name":"x","colour":"red","parts":[{"word":"a\u0000"}]}""", "validation.failed", "/parts/0/word")]
    [InlineData("""{"name":"x","colour":"red","words":[null]}""", "validation.failed", "/words")]
    [InlineData("""{"name":"\ud800","colour":"red"}""", "validation.failed", "/name")]
    [InlineData("""{"name":"x","name":"y","colour":"red"}""", "request.malformed", "/name")]
    [InlineData("{", "request.malformed", "")]
    public void Refuses_with_the_right_code_and_pointer(string json, string code, string pointer)
    {
        var problem = JsonProblem.Of(Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Thing>(json, Json.Options)));
        problem.Type.Code.ShouldBe(code);
        problem.Errors!.Single().Pointer.ShouldStartWith(pointer);
    }

    [Fact]
    public void Writes_camel_case_without_nulls_and_moments_in_utc() =>
        JsonSerializer.Serialize(new Thing("é", Colour.DarkRed) { At = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)) }, Json.Options)
            .ShouldBe("""{"name":"é","colour":"darkRed","parts":[],"words":[],"at":"2026-01-02T01:04:05Z"}""");

    internal sealed record Thing(string Name, Colour Colour)
    {
        public int? Size { get; init; }
        public IReadOnlyList<Part> Parts { get; init; } = [];
        public IReadOnlyList<string> Words { get; init; } = [];
        public DateTimeOffset? At { get; init; }
    }

    internal sealed record Part(string Word);

    internal enum Colour
    {
        Red,
        DarkRed,
    }
}
