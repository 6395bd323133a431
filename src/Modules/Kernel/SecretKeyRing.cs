using System.Xml.Linq;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Crm.Kernel;

/// <summary>Keeps the key ring in the control database, so that every node opens what any node sealed. The framework asks for it synchronously.</summary>
internal sealed class SecretKeyRing(ControlDatabase control) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = control.Lookups.OpenConnection();
        return connection.Query<string>("select xml from secrets.data_protection_keys order by created_at").Select(XElement.Parse).ToList();
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = control.Lookups.OpenConnection();
        connection.Execute(
            "insert into secrets.data_protection_keys (name, xml) values (@friendlyName, @xml) on conflict (name) do nothing",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
