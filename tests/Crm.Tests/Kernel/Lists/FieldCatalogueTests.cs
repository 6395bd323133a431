using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Lists;

public class FieldCatalogueTests
{
    private static readonly FieldCatalogue Fields = new("-at",
        new("at", FieldType.Moment, "d.at") { Sortable = true },
        new("name", FieldType.Text, "d.name") { Sortable = true, Nullable = true },
        new("stage", FieldType.Text, "d.stage"));

    [Theory]
    [InlineData(null, "d.at desc, d.id desc")]
    [InlineData("at", "d.at, d.id")]
    [InlineData("name", "(d.name is null), coalesce(d.name, ''), d.id")]
    [InlineData("-name,at", "(d.name is not null) desc, coalesce(d.name, '') desc, d.at, d.id")]
    public void Reads_an_order(string? sort, string sql) => new Keyset(Fields.Sort(sort), typeof(Guid)).OrderBy(backwards: false).ShouldBe(sql);

    [Theory]
    [InlineData("")]
    [InlineData("stage")]
    [InlineData("nope")]
    [InlineData("--at")]
    [InlineData("a-t")]
    [InlineData("at,")]
    [InlineData("at,-at")]
    [InlineData("d.at; drop table x")]
    public void Refuses_what_is_no_order(string sort) => Should.Throw<ProblemException>(() => Fields.Sort(sort)).Type.ShouldBe(KernelProblems.Invalid);

    [Fact]
    public void One_direction_compares_rows_at_once() =>
        new Keyset(Fields.Sort("name"), typeof(Guid)).Beyond(["false", "x", "1"], backwards: false).Sql
            .ShouldBe("((d.name is null), coalesce(d.name, ''), d.id) > (?::boolean, ?::text, ?::uuid)");

    [Fact]
    public void Mixed_directions_compare_key_by_key_within_a_bound_an_index_can_use() =>
        new Keyset(Fields.Sort("-at,name"), typeof(Guid)).Beyond(["t", "false", "x", "1"], backwards: false).Sql
            .ShouldStartWith("d.at <= ?::timestamptz and (d.at < ?::timestamptz or (d.at = ?::timestamptz and (");

    [Fact]
    public void Words_are_searched_for_literally()
    {
        var condition = new Field("text", FieldType.Text, "d.text").Mentions(@" 50% A_B  \ ")!;
        condition.Sql.ShouldBe("d.text like ? and d.text like ? and d.text like ?");
        condition.Values.ShouldBe([@"%50\%%", @"%a\_b%", @"%\\%"]);
    }
}
