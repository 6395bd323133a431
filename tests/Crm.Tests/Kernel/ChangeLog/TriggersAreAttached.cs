using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class TriggersAreAttached(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private const string Attached = "select coalesce(string_agg(tgrelid::regclass::text || ' ' || oid, ',' order by oid), '') from pg_trigger where tgname like 'change_log%'";

    [Fact]
    public async Task Attaching_again_keeps_the_triggers_that_are_right_and_running_the_scripts_again_does_no_harm()
    {
        var before = await database.ScalarAsync<string>(Attached);
        await database.RunAsync(".tenant.");
        (await AttachAsync("people.mt_doc_scratch")).ShouldBe(2);

        (await database.ScalarAsync<string>(Attached)).ShouldBe(before);
        before.ShouldNotContain("mt_doc_scratch");
    }

    [Fact]
    public async Task A_column_that_comes_later_is_noticed()
    {
        var tags = "select count(*) from pg_trigger where tgrelid = 'people.mt_doc_tag'::regclass and pg_get_triggerdef(oid) like '%''trash''%'";
        (await database.ScalarAsync<long>(tags)).ShouldBe(0);

        await database.ExecuteAsync("alter table people.mt_doc_tag add mt_deleted boolean default false");
        await AttachAsync("people.mt_doc_scratch");

        (await database.ScalarAsync<long>(tags)).ShouldBe(4);
    }

    [Fact]
    public async Task A_table_excluded_later_loses_its_triggers_and_gets_them_back()
    {
        (await AttachAsync("people.mt_doc_scratch", "people.mt_doc_tag")).ShouldBe(1);
        (await database.ScalarAsync<string>(Attached)).ShouldNotContain("mt_doc_tag");

        (await AttachAsync("people.mt_doc_scratch")).ShouldBe(2);
        (await database.ScalarAsync<string>(Attached)).ShouldContain("mt_doc_tag");
    }

    [Fact]
    public async Task An_exclusion_that_fits_no_table_is_refused() =>
        (await Should.ThrowAsync<PostgresException>(() => AttachAsync("people.mt_doc_scratch", "people.mt_doc_typo"))).MessageText.ShouldContain("mt_doc_typo");

    [Fact]
    public async Task Two_tables_of_one_name_are_refused()
    {
        await database.ExecuteAsync("create schema other; create table other.mt_doc_person (id uuid, data jsonb)");
        try
        {
            (await Should.ThrowAsync<PostgresException>(() => AttachAsync("people.mt_doc_scratch"))).MessageText.ShouldContain("\"person\"");
        }
        finally
        {
            await database.ExecuteAsync("drop schema other cascade");
        }
    }

    private Task<int> AttachAsync(params string[] excluded) =>
        database.ScalarAsync<int>($"select kernel.attach_change_logs(array['{string.Join("', '", excluded)}'])");
}
