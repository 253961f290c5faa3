using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>QUICK_CRASH_DETECTION (16419), RFC 6290 §4.1.</summary>
[Wire(rfc: 6290, section: "4.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           QCD_TOKEN                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct QuickCrashDetection
{
    /// <summary>The token that proves a crash, 16 to 128 octets.</summary>
    [Label("QCD_TOKEN"), Rest, Length(16, 128)]
    public partial ReadOnlySpan<byte> Token { get; }
}
