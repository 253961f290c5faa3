using Holdfast.Cli.Decryption;

namespace Holdfast.Cli.Json;

/// <summary>What keys made of a layer: alike in <c>ike</c>, <c>esp</c> and <c>ah</c>.</summary>
internal static class OpeningJson
{
    /// <summary>Writes the verdict, and of what is encrypted whether there is clear text.</summary>
    public static void Write(JsonFields json, Opening? opening, bool isEncrypted)
    {
        if (opening is null)
        {
            return;
        }

        if (opening.SequenceHigh is { } high)
        {
            json.Number("sequence_high"u8, high);
        }

        json.Text("icv_check"u8, Name(opening.Icv));
        if (isEncrypted)
        {
            json.Flag("decrypted"u8, opening.IsDecrypted);
        }

        if (opening.Problem is { } problem)
        {
            json.Text("problem"u8, problem);
        }
    }

    /// <summary>A verdict as the contract names it.</summary>
    public static string Name(IcvCheck check) => check switch
    {
        IcvCheck.Unchecked => "unchecked",
        IcvCheck.Good => "good",
        IcvCheck.Bad => "bad",
    };
}
