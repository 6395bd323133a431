using Crm.Kernel.Importing;

namespace Crm.Contacts.Importing;

/// <summary>What of a contact a column can go to, and the headers by which other programs and languages call it.</summary>
internal static class ContactImportFields
{
    public static readonly IReadOnlyList<ImportField> All =
    [
        new("id", "", "recordid", "contactid", "crmid") { IsKey = true },
        new("firstName", "firstName", "first", "givenname", "forename", "vorname", "prenom", "nombre", "namefirstname"),
        new("lastName", "lastName", "last", "surname", "familyname", "nachname", "familienname", "nom", "nomdefamille", "apellido", "apellidos", "namelastname"),
        new("fullName", "firstName", "name", "fullname", "contactname", "displayname", "vollername", "nomcomplet", "nombrecompleto", "personname") { Also = "lastName" },
        new("email", "emails", "mail", "emailaddress", "primaryemail", "workemail", "emailwork", "emailadresse", "epost", "courriel", "adresseemail", "correo", "correoelectronico", "emailsprimaryemail", "email1") { IsKey = true, Shape = "email" },
        new("otherEmails", "emails", "otheremail", "secondaryemail", "additionalemails", "additionalemailaddresses", "emailhome", "emailother", "privateemail", "emailsadditionalemails", "email2") { IsList = true },
        new("phone", "phones", "phonenumber", "telephone", "tel", "telefon", "telefonnummer", "telefono", "workphone", "phonework", "businessphone", "primaryphone", "phonesprimaryphonenumber", "phone1") { Shape = "phone" },
        new("otherPhones", "phones", "mobile", "mobilephone", "mobilephonenumber", "cellphone", "handy", "mobil", "mobiltelefon", "portable", "movil", "phonemobile", "phonehome", "homephone", "otherphone", "phoneother", "phone2") { IsList = true },
        new("jobTitle", "jobTitle", "title", "position", "role", "function", "funktion", "beruf", "poste", "fonction", "cargo", "puesto"),
        new("company", "companyId", "companyname", "organization", "organisation", "account", "accountname", "employer", "firma", "unternehmen", "entreprise", "societe", "empresa", "associatedcompany", "organizationname", "primaryassociatedcompany") { Also = "companies" },
        new("companyDomain", "companyId", "companydomain", "companydomainname", "website", "websiteurl", "webseite", "siteweb", "sitioweb") { Also = "companies" },
        new("companyId", "companyId") { Also = "companies" },
        new("stage", "stage", "lifecyclestage", "leadstatus", "status", "phase", "etape", "etapa", "label"),
        new("ownerId", "ownerId", "owner", "contactowner", "owneremail", "assignedto", "besitzer", "zustandig", "proprietaire", "propietario"),
        new("tags", "tags", "tag", "labels", "categories", "schlagworte", "etiquettes", "etiquetas") { IsList = true },
        new("source", "source", "leadsource", "originalsource", "quelle", "herkunft", "origine", "origen", "fuente"),
        new("address.street", "address", "street", "streetaddress", "address", "addressline1", "mailingstreet", "strasse", "adresse", "rue", "calle", "direccion"),
        new("address.street2", "address", "street2", "addressline2", "adresszusatz"),
        new("address.postalCode", "address", "postalcode", "zip", "zipcode", "postcode", "mailingzippostalcode", "mailingpostalcode", "plz", "postleitzahl", "codepostal", "codigopostal"),
        new("address.city", "address", "city", "town", "mailingcity", "stadt", "ort", "ville", "ciudad", "cityname"),
        new("address.region", "address", "region", "state", "stateregion", "province", "mailingstateprovince", "mailingstate", "bundesland", "provincia"),
        new("address.country", "address", "country", "countryregion", "mailingcountry", "land", "pays", "pais", "countrycode"),
    ];

    public static readonly IReadOnlyList<ImportPreset> Presets =
    [
        new("hubspot", ["Record ID", "First Name", "Last Name", "Email"], Map(("Record ID", ""), ("Phone Number", "phone"), ("Mobile Phone Number", "otherPhones"), ("Contact owner", "ownerId"), ("Lifecycle Stage", ""), ("Lead Status", ""), ("Associated Company", "company"), ("Website URL", "companyDomain"), ("Original Source", "source"))),
        new("salesforce", ["Salutation", "First Name", "Last Name", "Mailing City", "Account Name"], Map(("Contact ID", ""), ("Salutation", ""), ("Mobile", "otherPhones"), ("Lead Source", "source"), ("Contact Owner", ""))),
        new("pipedrive", ["Person - Name", "Person - Email - Work"], Map(("Person - ID", ""), ("Person - Name", "fullName"), ("Person - First name", "firstName"), ("Person - Last name", "lastName"), ("Person - Email - Work", "email"), ("Person - Email - Home", "otherEmails"), ("Person - Email - Other", "otherEmails"), ("Person - Phone - Work", "phone"), ("Person - Phone - Mobile", "otherPhones"), ("Person - Phone - Home", "otherPhones"), ("Person - Organization", "company"), ("Person - Owner", ""), ("Person - Label", "tags"), ("Person - Labels", "tags"))),
        new("twenty", ["Name / First Name", "Name / Last Name", "Emails / Primary Email"], Map(("Id", ""), ("Name / First Name", "firstName"), ("Name / Last Name", "lastName"), ("Emails / Primary Email", "email"), ("Emails / Additional Emails", "otherEmails"), ("Phones / Primary Phone Number", "phone"), ("Job Title", "jobTitle"), ("City", "address.city"), ("Company / Name", "company"))),
    ];

    private static Dictionary<string, string> Map(params (string Header, string Field)[] mapping) => mapping.ToDictionary(m => m.Header, m => m.Field);
}
