using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The secrets of an ISAKMP SA with what was made ready out of them, and the message IDs
/// that its exchanges had: each begins an IV of its own.</summary>
internal sealed class IsakmpHandshakeSa(
    CryptoProvider provider, IsakmpSuite suite, Prf prf, IsakmpKeys keys) : IDisposable
{
    private readonly HashSet<MessageId> _used = [];

    public IsakmpSuite Suite => suite;

    public Prf Prf => prf;

    public IsakmpKeys Keys => keys;

    public IsakmpCipher Cipher { get; } = new(provider, suite, keys);

    public bool IsUsed(MessageId id) => _used.Contains(id);

    public bool Use(MessageId id) => _used.Add(id);

    public void Dispose()
    {
        Cipher.Dispose();
        keys.Dispose();
    }
}
