using System.Text.RegularExpressions;
using Crm.Host.Configuration;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public partial class OperatorsManualIsComplete
{
    private static readonly string Root = Repository();

    [Fact]
    public void Its_table_is_the_declared_settings()
    {
        SettingsTable.All.Count.ShouldBeGreaterThan(30);
        var manual = File.ReadAllText(Path.Combine(Root, "docs/operating.md"));
        var rows = Row().Matches(manual).Select(m => m.Value.Trim()).ToList();
        rows.ShouldBe(SettingsTable.All.Select(Written), $"docs/operating.md should have\n{string.Join('\n', SettingsTable.All.Select(Written))}\n");
    }

    [Fact]
    public void What_the_scripts_read_is_declared()
    {
        var declared = SettingsTable.All.ToDictionary(s => s.Name);
        var read = Directory.GetFiles(Path.Combine(Root, "build")).SelectMany(file => Variable().Matches(File.ReadAllText(file))).Select(m => m.Value).ToHashSet();
        read.Count.ShouldBeGreaterThan(4);
        read.ShouldBeSubsetOf(declared.Keys);
        declared.Values.Where(s => s.ForScripts).Select(s => s.Name).ShouldBeSubsetOf(read);
    }

    [Fact]
    public void Every_example_and_every_default_is_acceptable()
    {
        foreach (var setting in SettingsTable.All.Where(s => s != SettingsTable.MasterKey))
        {
            var parse = ((Delegate)setting.GetType().GetProperty(nameof(Setting<>.Parse))!.GetValue(setting)!);
            Should.NotThrow(() => parse.DynamicInvoke(setting.Example), setting.Name);
            if (setting.Default is { } value) Should.NotThrow(() => parse.DynamicInvoke(value), setting.Name);
            (setting.Default is null).ShouldBe(setting.Otherwise is not null, setting.Name);
        }
    }

    private static string Written(Setting setting)
    {
        var fallback = setting.Otherwise ?? (setting.Default is "" ? "none" : $"`{setting.Default}`");
        return $"| `{setting.Name}` | {fallback} | {setting.Meaning} |";
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Crm.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^\| `CRM_.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bCRM_[A-Z_]+\b")]
    private static partial Regex Variable();
}
