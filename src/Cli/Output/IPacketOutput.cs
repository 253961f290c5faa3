using Holdfast.Cli.Decoding;

namespace Holdfast.Cli.Output;

/// <summary>A way to print decoded packets.</summary>
internal interface IPacketOutput
{
    /// <summary>Prints one packet.</summary>
    void Write(in DecodedPacket packet, OctetBuffer to);
}
