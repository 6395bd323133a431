using Crm.Identity.Passwords;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class PasswordPolicyTests
{
    [Theory]
    [InlineData("seven77", "password.tooShort")]
    [InlineData("password", "password.tooCommon")]
    [InlineData("Password1!", "password.tooCommon")]
    [InlineData("P@ssw0rd2026", "password.tooCommon")]
    [InlineData("password123456", "password.tooCommon")]
    [InlineData("12345678", "password.tooCommon")]
    [InlineData("0987654321", "password.tooCommon")]
    [InlineData("qwertyuiop", "password.tooCommon")]
    [InlineData("1qaz2wsx", "password.tooCommon")]
    [InlineData("qwerty123456", "password.tooCommon")]
    [InlineData("aaaaaaaa", "password.tooCommon")]
    [InlineData("abcabcabc", "password.tooCommon")]
    [InlineData("iloveyou", "password.tooCommon")]
    [InlineData("trustno1", "password.tooCommon")]
    [InlineData("sunshine99", "password.tooCommon")]
    [InlineData("ada@example.com", "password.tooGuessable")]
    [InlineData("Acme-Widgets", "password.tooGuessable")]
    [InlineData("acmewidgets26", "password.tooGuessable")]
    [InlineData("crm12345", "password.tooGuessable")]
    public void Is_refused(string password, string code) => PasswordPolicy.Refuse(password, "ada@example.com", "Acme Widgets").ShouldBe(code);

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("  spaces count  ")]
    [InlineData("пароль-длинный")]
    [InlineData("x9#kQ2!m")]
    [InlineData("😀 tango mikado")]
    [InlineData("acme widgets are fine")]
    public void Is_fine(string password) => PasswordPolicy.Refuse(password, "ada@example.com", "Acme Widgets").ShouldBeNull();

    [Fact]
    public void Has_a_longest_length() => PasswordPolicy.Refuse(string.Concat(Enumerable.Range(0, 257).Select(i => (char)('a' + (i * 7 % 26))))).ShouldBe("password.tooLong");

    [Theory]
    [InlineData("password.tooShort", "8")]
    [InlineData("password.tooLong", "256")]
    [InlineData("password.tooGuessable", "company")]
    [InlineData("password.tooCommon", "attackers")]
    public void A_refusal_is_explained(string code, string word) => PasswordPolicy.Explain(code).ShouldContain(word);
}
