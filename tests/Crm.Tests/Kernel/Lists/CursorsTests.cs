using Crm.Kernel;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Lists;

public class CursorsTests
{
    private readonly Cursors cursors = new(Settings(1));
    private readonly Place place = new(["2026-01-01T00:00:00Z", "0198"], Backwards: true);

    [Fact]
    public void Whatever_was_sealed_opens_again() => Prop.ForAll<string[], bool>((keys, backwards) =>
    {
        var opened = cursors.Open(cursors.Seal(new([.. keys.Select(k => k ?? "")], backwards), "list"), "list");
        return opened.Backwards == backwards && opened.Keys.SequenceEqual(keys.Select(k => k ?? ""));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cursor_is_base64url() => cursors.Seal(place, "list").ShouldMatch("^[A-Za-z0-9_-]+$");

    [Fact]
    public void Another_list_does_not_open_it() => Refused(() => cursors.Open(cursors.Seal(place, "list"), "other"));

    [Fact]
    public void Another_house_does_not_open_it() => Refused(() => new Cursors(Settings(2)).Open(cursors.Seal(place, "list"), "list"));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Invented_ones_are_refused(string cursor) => Refused(() => cursors.Open(cursor, "list"));

    [Fact]
    public void A_change_of_any_character_is_noticed()
    {
        var cursor = cursors.Seal(place, "list");
        for (var i = 0; i < cursor.Length - 1; i++) // the last one may have bits that carry nothing
        {
            var forged = string.Concat(cursor.AsSpan(0, i), cursor[i] == 'A' ? "B" : "A", cursor.AsSpan(i + 1));
            Refused(() => cursors.Open(forged, "list"));
        }
    }

    private static void Refused(Action open) => Should.Throw<ProblemException>(open).Type.ShouldBe(KernelProblems.CursorMismatch);

    private static CrmSettings Settings(byte key) => new()
    {
        Postgres = "",
        ManagementUrl = new("http://localhost"),
        WebUrl = new("http://localhost"),
        Local = "",
        MasterKey = Convert.ToBase64String(Enumerable.Repeat(key, 32).ToArray()),
    };
}
