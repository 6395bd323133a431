using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Crm.Contracts.Identity;
using Crm.Host;
using Shouldly;
using Xunit;

namespace Crm.Tests.Architecture;

public class PublicFaceIsDescribed
{
    private static readonly IReadOnlyList<Assembly> Ours = [typeof(IAccounts).Assembly, .. Modules.Assemblies];

    [Fact]
    public void Every_public_type_has_a_summary()
    {
        // A handler stands below the message it handles, whose summary says what is to be done.
        Ours.SelectMany(assembly => Undescribed(Types(assembly).Where(t => t.IsPublic && !t.Name.EndsWith("Handler", StringComparison.Ordinal)), Documented(assembly))).ShouldBeEmpty();
        Undescribed([typeof(PublicFaceIsDescribed)], []).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_class_is_sealed_or_static_unless_somebody_inherits_it()
    {
        var classes = Ours.SelectMany(Types).Where(t => t.IsClass && !typeof(Delegate).IsAssignableFrom(t)).ToList();
        var inherited = classes.Select(t => t.BaseType is { IsGenericType: true } open ? open.GetGenericTypeDefinition() : t.BaseType).ToHashSet();
        classes.Where(t => Open(t) && !inherited.Contains(t)).ShouldBeEmpty();
        Open(typeof(PublicFaceIsDescribed)).ShouldBeTrue();
    }

    [Fact]
    public void An_interface_has_more_than_one_implementation_or_is_a_contract()
    {
        var types = Ours.SelectMany(Types).ToList();
        var interfaces = types.Where(t => t.IsInterface && t.Assembly != Ours[0]).ToList();
        interfaces.ShouldNotBeEmpty();
        interfaces.Where(i => types.Count(t => t.IsClass && i.IsAssignableFrom(t)) < 2).ShouldBeEmpty();
    }

    private static bool Open(Type type) => type is { IsSealed: false, IsAbstract: false };

    private static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes()
        .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), true) && t.Namespace?.StartsWith("Crm.", StringComparison.Ordinal) is true && t.Namespace.Contains(".Generated") is false)
        .Where(t => !t.Name.Contains('<'));

    private static HashSet<string> Documented(Assembly assembly) =>
    [
        .. XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary")?.Value.Trim().Length > 0).Select(member => (string)member.Attribute("name")!),
    ];

    private static IEnumerable<string> Undescribed(IEnumerable<Type> types, HashSet<string> documented) =>
        types.Where(type => !documented.Contains("T:" + type.FullName)).Select(type => type.FullName!);
}
