using System.CommandLine;

namespace Holdfast.Cli.Campaigns;

/// <summary>The options of a campaign and of its merge.</summary>
internal static class CampaignOptions
{
    /// <summary>The JSON file.</summary>
    public static Option<string?> Json() => new("--json")
    {
        Description = "Write what was found into this file as one JSON object, for programs.",
        HelpName = "FILE",
    };

    /// <summary>The JUnit file.</summary>
    public static Option<string?> JUnit() => new("--junit")
    {
        Description = "Write what was found into this file as JUnit XML, a case for each seed.",
        HelpName = "FILE",
    };
}
