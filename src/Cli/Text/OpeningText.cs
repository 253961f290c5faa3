using Holdfast.Cli.Decryption;

namespace Holdfast.Cli.Text;

/// <summary>Verdicts for people.</summary>
internal static class OpeningText
{
    /// <summary>What was found of an ICV.</summary>
    public static string Of(IcvCheck check) => check switch
    {
        IcvCheck.Unchecked => "icv unchecked",
        IcvCheck.Good => "icv good",
        IcvCheck.Bad => "icv bad",
    };
}
