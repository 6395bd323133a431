using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class ValuesCanBeErased(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private const string Chain = "select md5(string_agg(c::text, '' order by id)) from kernel.changes c";
    private const string Verified = "select count(*) from kernel.change_values v join kernel.changes c on c.id = v.change_id where values_digest = kernel.change_digest(salt, before, after, context)";

    [Fact]
    public async Task Erasing_a_persons_values_leaves_the_chain_untouched_and_the_others_verifiable()
    {
        var ids = await WriteAsync(3);
        var chain = await database.ScalarAsync<string>(Chain);
        var verified = await database.ScalarAsync<long>(Verified);

        (await database.ScalarAsync<long>($"select kernel.erase_change_values('person', '{ids[0]}')")).ShouldBe(1);

        (await database.ScalarAsync<string>(Chain)).ShouldBe(chain);
        (await database.ScalarAsync<long>(Verified)).ShouldBe(verified - 1);
        var changes = await database.ChangesAsync();
        changes.Single(c => c.ObjectId == ids[0]).After.ShouldBeNull();
        changes.Single(c => c.ObjectId == ids[1]).After.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_value_that_was_tampered_with_no_longer_fits_its_digest()
    {
        var id = (await WriteAsync(1))[0];
        var before = await database.ScalarAsync<long>(Verified);

        await database.ExecuteAsync($$"""update kernel.change_values v set after = after || '{"name": "Forged"}' from kernel.changes c where c.id = v.change_id and object_id = '{{id}}'""");

        (await database.ScalarAsync<long>(Verified)).ShouldBe(before - 1);
    }

    [Fact]
    public async Task The_chained_part_holds_no_value()
    {
        await WriteAsync(2);

        (await database.ScalarAsync<long>("select count(*) from kernel.changes c where c::text like '%Someone%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Equal_values_have_unequal_digests_so_that_an_erased_one_cannot_be_guessed()
    {
        var ids = await WriteAsync(2);

        (await database.ScalarAsync<long>($"select count(distinct values_digest) from kernel.changes where object_id in ('{ids[0]}', '{ids[1]}')")).ShouldBe(2);
    }

    private async Task<List<string>> WriteAsync(int people)
    {
        await using var writer = await Writer.BeginAsync(database.Source, door: false);
        var ids = new List<string>();
        for (var i = 0; i < people; i++) ids.Add(await writer.WriteAsync());
        await writer.CommitAsync();
        return ids;
    }
}
