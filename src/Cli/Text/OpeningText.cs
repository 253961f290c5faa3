using Holdfast.Cli.Decryption;
using Holdfast.Cli.Decryption.Proofs;

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

    /// <summary>What was found of a proof, and why it is not good.</summary>
    public static string Of(Finding finding)
    {
        var verdict = finding.Check switch
        {
            IcvCheck.Unchecked => "unchecked",
            IcvCheck.Good => "good",
            IcvCheck.Bad => "bad",
        };
        return finding.Problem is { } problem ? $"{verdict}: {problem}" : verdict;
    }
}
