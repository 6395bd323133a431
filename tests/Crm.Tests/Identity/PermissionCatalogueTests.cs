using Crm.Kernel;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class PermissionCatalogueTests
{
    private readonly PermissionCatalogue catalogue = new([new("contacts.read", "See contacts", Roles.Member), new("members.manage", "Manage members")]);

    [Fact]
    public void An_owner_holds_all() => catalogue.Of(Roles.Owner).ShouldBe(["contacts.read", "members.manage"]);

    [Fact]
    public void A_member_holds_what_is_granted() => catalogue.Of(Roles.Member).ShouldBe(["contacts.read"]);

    [Theory]
    [InlineData("admin")]
    [InlineData("")]
    public void An_unknown_role_holds_nothing(string role) => catalogue.Of(role).ShouldBeEmpty();
}
