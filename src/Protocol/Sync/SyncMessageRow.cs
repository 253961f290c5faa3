using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A message that is kept with its IKE SA.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Message Id                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Secrets                            |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Pieces Length                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Pieces                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncMessageRow
{
    /// <summary>Its ID.</summary>
    public partial uint MessageId { get; }

    /// <summary>The handle of what its exchange still needs; 0 is none.</summary>
    public partial ulong Secrets { get; }

    /// <summary>Octets of the pieces.</summary>
    [Measures(nameof(Pieces))]
    public partial uint PiecesLength { get; }

    /// <summary>The message, or its fragments in order.</summary>
    public partial Many<SyncPiece> Pieces { get; }
}
