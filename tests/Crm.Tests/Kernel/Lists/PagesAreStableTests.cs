using Crm.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Lists;

/// <summary>Walks whole lists while others write: whoever was there all along is seen exactly once, in order, forwards and backwards.</summary>
public class PagesAreStableTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly string?[] Names = [null, "a", "B", "b", "C", "zz"];
    private static readonly string[] Sorts = ["-createdAt", "createdAt", "lastName", "-lastName", "firstName,-lastName", "-firstName,lastName,-createdAt", "fullName"];

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Forwards_and_backwards_under_writes()
    {
        foreach (var (round, walk) in Walks.Sample(14).Index())
        {
            var tag = $"walk{round}";
            var there = new HashSet<string>();
            foreach (var (first, last) in walk.People) there.Add(await NewAsync(tag, first, last));

            var forwards = await ForwardsAsync(tag, walk);
            var backwards = await BackwardsAsync(tag, walk);

            forwards.ShouldBeUnique();
            backwards.ShouldBeUnique();
            forwards.Count(there.Contains).ShouldBe(there.Count, walk.ToString());
            backwards.Where(there.Contains).ShouldBe(forwards.Where(there.Contains), walk.ToString());
        }
    }

    private static Gen<Walk> Walks =>
        from sort in Gen.Elements(Sorts)
        from limit in Gen.Choose(1, 7)
        from people in Gen.Two(Gen.Elements(Names)).ListOf(14)
        select new Walk(sort, limit, [.. people.Select(p => (p.Item1, p.Item2))]);

    private async Task<List<string>> ForwardsAsync(string tag, Walk walk)
    {
        var page = await PageAsync(tag, walk);
        var seen = Ids(page).ToList();
        for (var step = 0; page.Next is { } next; step++)
        {
            await DisturbAsync(tag, step);
            page = await PageAsync(tag, walk, next);
            seen.AddRange(Ids(page));
        }
        return seen;
    }

    private async Task<List<string>> BackwardsAsync(string tag, Walk walk)
    {
        var page = await PageAsync(tag, walk);
        while (page.Next is { } next) page = await PageAsync(tag, walk, next);
        var seen = Ids(page).ToList();
        for (var step = 0; page.Prev is { } prev; step++)
        {
            await DisturbAsync(tag, step);
            page = await PageAsync(tag, walk, prev);
            seen.InsertRange(0, Ids(page));
        }
        return seen;
    }

    private Task<Answer> PageAsync(string tag, Walk walk, string? cursor = null) =>
        Owner.GetAsync($"/api/v1/contacts?tag={tag}&sort={walk.Sort}&limit={walk.Limit}&fields=id" + (cursor is null ? "" : $"&cursor={cursor}"));

    private static IEnumerable<string> Ids(Answer page) => page.Data.Select(c => (string)c["id"]!);

    // Somebody comes, and somebody who came leaves again: the pages shift on both sides of the cursor.
    private async Task DisturbAsync(string tag, int step)
    {
        var id = await NewAsync(tag, Names[step % Names.Length], Names[(step + 3) % Names.Length]);
        if (step % 2 == 0) await Owner.DeleteAsync($"/api/v1/contacts/{id}");
    }

    private async Task<string> NewAsync(string tag, string? first, string? last) =>
        (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new { firstName = first, lastName = last, tags = new[] { tag }, phones = new[] { new { number = "+4930901820" } } })).Id.ToString();

    private sealed record Walk(string Sort, int Limit, IReadOnlyList<(string? First, string? Last)> People);
}
