using Holdfast.Protocol.Bfd;

namespace Holdfast.Cli.Text;

/// <summary>BFD in a line: what the sender's session is, and how fast it speaks.</summary>
internal static class BfdLine
{
    /// <summary>Writes a packet.</summary>
    public static void Write(Pen pen, ReadOnlySpan<byte> octets)
    {
        _ = BfdControl.TryParse(octets, out var control, out _);
        pen.Write($"  BFD {control.State.ToString()}");
        if (control.Diagnostic != BfdDiagnostic.NoDiagnostic)
        {
            pen.Write($" ({control.Diagnostic.ToString()})");
        }

        pen.Write($" 0x{control.MyDiscriminator:x8} > 0x{control.YourDiscriminator:x8}");
        pen.Write($" tx {control.DesiredMinTxInterval} us rx {control.RequiredMinRxInterval} us");
        pen.Write($" x {control.DetectMultiplier}");
        pen.Write($"{(control.Poll ? " poll" : "")}{(control.Final ? " final" : "")}");
        pen.Write($"{(control.Demand ? " demand" : "")}");
        if (control.AuthenticationPresent)
        {
            pen.Write($" {control.Authentication.Type.ToString()}");
        }
    }
}
