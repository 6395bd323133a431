using Crm.Kernel.Importing;

namespace Crm.Companies.Importing;

/// <summary>What of a company a column can go to, and the headers by which other programs and languages call it.</summary>
internal static class CompanyImportFields
{
    public static readonly IReadOnlyList<ImportField> All =
    [
        new("id", "", "recordid", "companyid", "accountid", "organizationid") { IsKey = true },
        new("name", "name", "company", "companyname", "accountname", "organization", "organisation", "organizationname", "firma", "firmenname", "unternehmen", "entreprise", "societe", "raisonsociale", "empresa", "nombre"),
        new("domains", "domains", "domain", "companydomain", "companydomainname", "domainname", "domainnamelinkurl", "domaine", "dominio") { IsKey = true, IsList = true },
        new("websiteUrl", "websiteUrl", "website", "url", "web", "homepage", "webseite", "siteweb", "sitioweb") { Shape = "url" },
        new("linkedinUrl", "linkedinUrl", "linkedin", "linkedincompanypage", "linkedinlinkurl"),
        new("industry", "industry", "branche", "sector", "secteur", "industria"),
        new("description", "description", "about", "beschreibung", "descripcion", "aboutus"),
        new("phone", "phones", "phonenumber", "telephone", "tel", "telefon", "telefono", "mainphone") { Shape = "phone" },
        new("otherPhones", "phones", "otherphone", "mobile", "mobilephone", "phone2") { IsList = true },
        new("numberOfEmployees", "numberOfEmployees", "employees", "mitarbeiter", "numberofemployees", "effectif", "empleados"),
        new("annualRevenue.amount", "annualRevenue", "annualrevenue", "revenue", "umsatz", "chiffredaffaires", "ingresos"),
        new("annualRevenue.currency", "annualRevenue", "currency", "revenuecurrency", "wahrung", "devise", "moneda"),
        new("ownerId", "ownerId", "owner", "companyowner", "accountowner", "owneremail", "besitzer", "proprietaire", "propietario"),
        new("tags", "tags", "tag", "labels", "label", "schlagworte", "etiquettes", "etiquetas") { IsList = true },
        new("source", "source", "leadsource", "accountsource", "originalsource", "quelle", "origine", "origen"),
        new("address.street", "address", "street", "streetaddress", "address", "addressline1", "billingstreet", "strasse", "adresse", "rue", "calle", "direccion"),
        new("address.street2", "address", "street2", "addressline2", "adresszusatz"),
        new("address.postalCode", "address", "postalcode", "zip", "zipcode", "postcode", "billingzippostalcode", "plz", "postleitzahl", "codepostal", "codigopostal"),
        new("address.city", "address", "city", "town", "billingcity", "stadt", "ort", "ville", "ciudad"),
        new("address.region", "address", "region", "state", "stateregion", "province", "billingstateprovince", "bundesland", "provincia"),
        new("address.country", "address", "country", "countryregion", "billingcountry", "land", "pays", "pais"),
    ];

    public static readonly IReadOnlyList<ImportPreset> Presets =
    [
        new("hubspot", ["Record ID", "Company name"], Map(("Record ID", ""), ("Company owner", ""), ("Company Domain Name", "domains"), ("Phone Number", "phone"))),
        new("salesforce", ["Account Name", "Billing City"], Map(("Account ID", ""), ("Account Owner", ""), ("Type", ""), ("Account Source", "source"))),
        new("pipedrive", ["Organization - Name"], Map(("Organization - ID", ""), ("Organization - Name", "name"), ("Organization - Address", "address.street"), ("Organization - Owner", ""), ("Organization - Label", "tags"))),
        new("twenty", ["Name", "Domain Name / Link URL"], Map(("Id", ""), ("Domain Name / Link URL", "domains"), ("Linkedin / Link URL", "linkedinUrl"), ("Employees", "numberOfEmployees"), ("Address / Address City", "address.city"))),
    ];

    private static Dictionary<string, string> Map(params (string Header, string Field)[] mapping) => mapping.ToDictionary(m => m.Header, m => m.Field);
}
