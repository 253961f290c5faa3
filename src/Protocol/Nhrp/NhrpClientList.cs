using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// The value of the extensions that are lists of client information elements, RFC 2332 §5.3.1 to
/// §5.3.3: responder address, transit records, and Cisco's NAT address.
/// </summary>
[Wire(rfc: 2332, section: "5.3.2")]
public readonly ref partial struct NhrpClientList
{
    /// <summary>The elements; none in a request.</summary>
    [Rest]
    public partial Many<NhrpClient> Clients { get; }
}
