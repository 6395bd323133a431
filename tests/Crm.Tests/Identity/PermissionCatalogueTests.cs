using Crm.Kernel;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class PermissionCatalogueTests
{
    private readonly PermissionCatalogue catalogue = new([new("contacts.read", "See contacts", Roles.Member), new("members.manage", "Manage members"), new("members.owners", "Make owners", Roles.Owner)]);

    [Fact]
    public void An_owner_holds_all() => catalogue.Of(Roles.Owner).ShouldBe(["contacts.read", "members.manage", "members.owners"]);

    [Fact]
    public void An_admin_holds_what_no_role_is_named_for() => catalogue.Of(Roles.Admin).ShouldBe(["contacts.read", "members.manage"]);

    [Fact]
    public void A_member_holds_what_is_granted() => catalogue.Of(Roles.Member).ShouldBe(["contacts.read"]);

    [Theory]
    [InlineData("readOnly")]
    [InlineData("auditor")]
    [InlineData("")]
    public void An_unknown_role_holds_nothing(string role) => catalogue.Of(role).ShouldBeEmpty();
}
