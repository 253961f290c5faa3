namespace Sample;

[Wire(rfc: 7296, section: "3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Kind      |C|  RESERVED   |            Number             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Cookie                            |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct FixedHeader
{
    [Range(1, 9)]                                 public partial byte Kind { get; }
    [Label("C")]                                  public partial bool Critical { get; }
    [Reserved(OnRead = OnRead.Refuse)]            public partial byte Reserved { get; }
                                                  public partial ushort Number { get; }
    [NonZero]                                     public partial ulong Cookie { get; }
}
