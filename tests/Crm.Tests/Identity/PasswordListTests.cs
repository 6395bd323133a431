using System.Security.Cryptography;
using System.Text;
using Crm.Identity.Passwords;
using Crm.Tests.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class PasswordListTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("Tr0ubadour&3 in plain", true)]
    [InlineData("tr0ubadour&3 in plain", false)]
    [InlineData("hidden by its hash", true)]
    [InlineData("seen many times over", true)]
    [InlineData("IN LOWER CASE ONLY", true)]
    [InlineData("nobody has this one", false)]
    public void A_listed_password_is_refused_in_plain_and_as_a_hash(string password, bool refused)
    {
        File.WriteAllLines(path, ["Tr0ubadour&3 in plain", "", Sha1("hidden by its hash"), $"{Sha1("seen many times over").ToLowerInvariant()}:4711", "in lower case only", new string('x', 5000)]);
        Rules().Refuse(password).ShouldBe(refused ? "password.tooCommon" : null);
    }

    [Fact]
    public void A_list_without_end_takes_no_memory_without_end_and_the_log_says_so()
    {
        File.WriteAllLines(path, Enumerable.Range(0, 100).Select(i => $"password number {i}"));
        using var log = new SmallHost.Lines();
        PasswordList.Read(path, most: 10, log.CreateLogger("")).Length.ShouldBe(10);
        log.All.ShouldHaveSingleItem().ShouldContain("more than 10 passwords");
    }

    [Fact]
    public void Without_a_list_the_built_in_ones_are_refused()
    {
        var rules = new PasswordRules(new(SettingsAreChecked.Read(), NullLogger<PasswordList>.Instance));
        rules.Refuse("Password123!").ShouldBe("password.tooCommon");
        rules.Refuse("a wholly new passphrase").ShouldBeNull();
    }

    [Fact]
    public void A_list_that_is_not_there_stops_the_start() =>
        SettingsAreChecked.Refused(("CRM_PASSWORD_LIST", "/nowhere/list.txt")).ShouldContain(line => line.Contains("is not a file that can be read"));

    private PasswordRules Rules() => new(new(SettingsAreChecked.Read() with { PasswordList = path }, NullLogger<PasswordList>.Instance));

#pragma warning disable CA5350 // such lists are made of it
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
