using Crm.Host.Configuration;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public sealed class NodesShareOneMasterKey : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("crm-key-").FullName;

    [Fact]
    public async Task However_many_start_at_once()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => MasterKeyFile.ReadOrMake(folder))));

        keys.Distinct().ShouldHaveSingleItem();
        Convert.FromBase64String(keys[0]).Length.ShouldBe(32);
        var file = Directory.GetFiles(folder).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        MasterKeyFile.ReadOrMake(folder).ShouldBe(keys[0]);
    }

    [Fact]
    public void A_damaged_one_is_not_replaced()
    {
        File.WriteAllText(Path.Combine(folder, "master.key"), "half a k");
        Should.Throw<FormatException>(() => MasterKeyFile.ReadOrMake(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
