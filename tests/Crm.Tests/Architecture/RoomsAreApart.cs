using System.Reflection;
using System.Xml.Linq;
using Crm.Contracts.Identity;
using Crm.Host;
using Crm.Kernel;
using Crm.Tests.Support;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Architecture;

public class RoomsAreApart(CrmHost host)
{
    private static readonly Assembly Contracts = typeof(IAccounts).Assembly;
    private static readonly Assembly Kernel = typeof(IModule).Assembly;
    private static readonly IReadOnlyList<Assembly> Rooms = [.. Modules.All.Select(m => m.GetType().Assembly).Where(a => a.GetName().Name != "Crm.Tenancy")];

    [Fact]
    public void A_module_knows_Contracts_and_Kernel_and_no_other_room()
    {
        Rooms.Count.ShouldBeGreaterThan(2);
        Rooms.Append(typeof(Crm.Tenancy.TenancyModule).Assembly).SelectMany(room => Reaches(room, "Crm.Contracts", "Crm.Kernel")).ShouldBeEmpty();
        Reaches(typeof(RoomsAreApart).Assembly, "Crm.Contracts", "Crm.Kernel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Kernel_knows_no_room() => Reaches(Kernel, "Crm.Contracts").ShouldBeEmpty();

    [Fact]
    public void Contracts_stand_on_nothing()
    {
        References(Contracts).Where(name => !name.StartsWith("System", StringComparison.Ordinal)).ShouldBeEmpty();
        References(Kernel).Where(name => !name.StartsWith("System", StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_modules_project_is_one_line_and_references_no_other()
    {
        var projects = Repository.Files("src/Modules", "*.csproj");
        projects.Count.ShouldBeGreaterThan(4);
        projects.SelectMany(path => Faults(File.ReadAllText(Repository.Path(path)))).ShouldBeEmpty();
        Faults("""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><ProjectReference Include="../Contacts/Crm.Contacts.csproj" /></ItemGroup>
            </Project>
            """).Count().ShouldBe(2);
    }

    [Fact]
    public void What_a_handler_listens_to_is_a_contract_or_its_own()
    {
        var handlers = Rooms.SelectMany(Handlers).ToList();
        handlers.ShouldNotBeEmpty();
        handlers.Where(Eavesdrops).ShouldBeEmpty();
        Eavesdrops(typeof(NosyHandler).GetMethod(nameof(NosyHandler.Handle))!).ShouldBeTrue();
    }

    [Fact]
    public void Every_event_can_be_told_from_its_repetition()
    {
        var events = Rooms.SelectMany(Handlers).Select(Message).Where(type => type.Assembly == Contracts).Distinct().ToList();
        events.ShouldNotBeEmpty();
        events.Where(type => type.GetProperty("EventId")?.PropertyType != typeof(Guid) || !type.IsSealed).ShouldBeEmpty();
    }

    [Fact]
    public void A_document_with_a_revision_is_never_stored_whatever_its_revision()
    {
        var revised = host.Services.GetRequiredService<IDocumentStore>().Options.AllKnownDocumentTypes()
            .Where(d => typeof(IRevisioned).IsAssignableFrom(d.DocumentType)).Select(d => d.DocumentType.Name).ToHashSet();
        revised.ShouldNotBeEmpty();
        Rooms.SelectMany(MartenCall.Of).ShouldNotBeEmpty();

        Rooms.SelectMany(room => Careless(room, revised)).ShouldBeEmpty();
        Careless(typeof(RoomsAreApart).Assembly, [nameof(Careful)]).ShouldNotBeEmpty(nameof(Careful.Keep));
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static IEnumerable<string> Reaches(Assembly from, params string[] allowed) =>
        References(from).Where(name => name.StartsWith("Crm.", StringComparison.Ordinal)).Except(allowed).Select(name => $"{from.GetName().Name} reaches into {name}");

    private static IEnumerable<string> Faults(string project)
    {
        if (project.Trim().Contains('\n')) yield return $"more than one line: {project}";
        foreach (var reference in XDocument.Parse(project).Descendants("ProjectReference")) yield return $"a reference of its own: {reference}";
    }

    private static IEnumerable<MethodInfo> Handlers(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type.Name.EndsWith("Handler", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.Name is "Handle" or "HandleAsync");

    private static Type Message(MethodInfo handler) => handler.GetParameters()[0].ParameterType;

    private static bool Eavesdrops(MethodInfo handler) => Message(handler).Assembly is var from && from != Contracts && from != handler.DeclaringType!.Assembly;

    private static IEnumerable<MartenCall> Careless(Assembly room, HashSet<string> revised) =>
        MartenCall.Of(room).Where(call => call.Method is "Store" or "Update" && revised.Contains(call.Document));

    /// <summary>Bad samples, never run: one listens to Kernel's own type, one stores without a look at the revision.</summary>
    private static class NosyHandler
    {
        public static void Handle(Caller message) => message.ToString();
    }

    private sealed class Careful
    {
        public static void Keep(IDocumentSession session) => session.Store(new Careful());
    }
}
