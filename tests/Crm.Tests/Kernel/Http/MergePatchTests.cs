using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Http;

public class MergePatchTests
{
    [Theory] // RFC 7396, appendix A
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Does_what_the_standard_says(string target, string patch, string result) =>
        Same(MergePatch.Merge(JsonNode.Parse(target), JsonNode.Parse(patch)), JsonNode.Parse(result)).ShouldBeTrue();

    [Fact]
    public void Applied_twice_it_changes_nothing_more() => Prop.ForAll(Pairs, pair =>
    {
        var once = MergePatch.Merge(pair.Target, pair.Patch);
        return Same(MergePatch.Merge(once, pair.Patch), once);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Patching_nothing_with_the_whole_gives_the_whole_without_its_nulls() => Prop.ForAll(Pairs, pair =>
    {
        var whole = MergePatch.Merge(null, pair.Target);
        return Same(MergePatch.Merge(new JsonObject(), whole), whole);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Neither_side_is_changed_by_merging() => Prop.ForAll(Pairs, pair =>
    {
        var (target, patch) = (pair.Target.ToJsonString(), pair.Patch.ToJsonString());
        MergePatch.Merge(pair.Target, pair.Patch);
        return pair.Target.ToJsonString() == target && pair.Patch.ToJsonString() == patch;
    }).QuickCheckThrowOnFailure();

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static Arbitrary<Pair> Pairs => Gen.Two(Objects(3)).Select(two => new Pair(two.Item1, two.Item2)).ToArbitrary();

    private static Gen<JsonObject> Objects(int depth) =>
        from members in Gen.Zip(Gen.Elements("a", "b", "c", "d"), Values(depth)).ListOf()
        select new JsonObject(members.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone())));

    private static Gen<JsonNode?> Values(int depth)
    {
        var plain = Gen.Elements<string>("null", "1", "2", "\"x\"", "true", "[1,2]", "[]").Select(json => JsonNode.Parse(json));
        return depth == 0 ? plain : Gen.OneOf(plain, Objects(depth - 1).Select(o => (JsonNode?)o));
    }

    private sealed record Pair(JsonObject Target, JsonObject Patch);
}
