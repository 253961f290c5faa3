using System.Globalization;
using System.Text;
using System.Xml;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Cli.Campaigns;

/// <summary>What a campaign found as JUnit writes it: a case for each seed.</summary>
internal static class JUnitXml
{
    /// <summary>Writes the file.</summary>
    public static void Write(Stream to, CampaignResults results)
    {
        using var xml = XmlWriter.Create(to, new()
        {
            Indent = true,
            NewLineChars = "\n",
            Encoding = new UTF8Encoding(false),
        });
        xml.WriteStartElement("testsuites");
        Counts(xml, results);
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", results.Head.World);
        Counts(xml, results);
        foreach (var record in results.Seeds.Values)
        {
            Case(xml, results.Head.World, record);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, CampaignResults results)
    {
        xml.WriteAttributeString("tests", Number(results.Seeds.Count));
        xml.WriteAttributeString(
            "failures", Number(results.Seeds.Values.Count(record => !record.IsGood)));
        xml.WriteAttributeString("errors", "0");
    }

    private static void Case(XmlWriter xml, string world, SeedRecord record)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"holdfast.campaign.{world}");
        xml.WriteAttributeString("name", $"seed {Number(record.Seed)}");

        // JUnit knows one failure of a case: the first, and the others in its text.
        if (record.Played.Broken is [var first, ..])
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", first.Invariant);
            xml.WriteAttributeString("message", Clean(first.Says));
            var text = new StringBuilder();
            foreach (var (invariant, at, says) in record.Played.Broken)
            {
                text.Append(CultureInfo.InvariantCulture, $"{invariant} at {at}: {says}\n");
            }

            foreach (var (at, fault) in record.Shrunk?.Faults.Faults ?? [])
            {
                text.Append(CultureInfo.InvariantCulture, $"{at}  {FaultInWords.Of(fault)}\n");
            }

            xml.WriteString(Clean(text.ToString()));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // XML has no place for most control characters, however they are written.
    private static string Clean(string text) =>
        string.Concat(text.Select(one => XmlConvert.IsXmlChar(one) ? one : '\uFFFD'));

    private static string Number(IFormattable number) =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
