<#
.SYNOPSIS
Gathers what ftplint can use of this IIS server into one ZIP file. It reads only, and writes nothing but that file.

.DESCRIPTION
For Windows PowerShell 5.1 and later, 64-bit, on the server itself. Without administrator rights it sees less; bundle.json in the ZIP
says what is missing and why.

What it reads, one function each, called in this order by the last section, "Main"; each makes one file of the ZIP:
    Copy-Configuration      applicationHost.config, redirection.config, administration.config, the schema files
    Get-ServerPart          version of Windows and IIS, domain, role services, five services
    Get-CertificatesPart    public certificates of the machine, and who may read the files of their private keys
    Get-TlsPart             settings of Schannel, the NTAuth store, names of trusted issuers
    Get-NetworkPart         firewall rules and listeners on the FTP ports
    Get-PathsPart           the folders of the FTP sites: owner, permissions, free space, names of their folders; no file
    Get-AccountsPart        accounts and groups that the file names: state, groups, members (not with -NoAccounts)
    Get-LogPart             only with -Log: time and result of the newest FTP commands; no name, address or file

What it writes: one ZIP. Only Add-File writes, and only into the ZIP. No setting, key or account is changed.

Never collected: private keys, passwords (blotted out by Remove-Secrets, encrypted ones too), connection strings, contents of files.

Who is asked: Windows on this machine. Find-InDomain, [ADSI] and Translate may ask a domain controller. Windows may fetch a CA certificate
that is missing in a chain from the address that the certificate names. Folders of other machines are not opened.

To read it: begin with "Main" at the end, then Add-File and Remove-Secrets. All else is cmdlets named Get- and properties that are read.

.PARAMETER Output
The ZIP to write. It must not exist.
.PARAMETER ConfigFolder
Where applicationHost.config is; for shared configuration the folder that redirection.config names.
.PARAMETER Log
Takes time and result (FTP status, sub-status, Windows error) of the newest commands in the FTP logs as well: -LogLines of each site.
.PARAMETER ClientCertificate
Certificate files of clients (.cer, .crt): which accounts they may map to is asked of the domain.
.PARAMETER NoAccounts
Asks nothing about accounts and groups.
.EXAMPLE
powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 -Output web01.zip
#>
[CmdletBinding()]
param(
    [string] $Output = "ftplint-$env:COMPUTERNAME.zip",
    [string] $ConfigFolder = "$env:windir\System32\inetsrv\config",
    [switch] $Log,
    [ValidateRange(1, 10000)] [int] $LogLines = 200,
    [string[]] $ClientCertificate = @(),
    [switch] $NoAccounts
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    throw 'This PowerShell runs in constrained language mode (AppLocker or App Control), which refuses most of what is needed here. Sign the script, or have it allowed.'
}
$version = $PSVersionTable.PSVersion
if ($version.Major -lt 5 -or ($version.Major -eq 5 -and $version.Minor -lt 1)) {
    throw 'Windows PowerShell 5.1 is needed. For Windows Server 2012 and 2012 R2 it comes with Windows Management Framework 5.1: https://learn.microsoft.com/powershell/scripting/windows-powershell/wmf/overview'
}
if ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) {  # it would see SysWOW64 and Wow6432Node instead
    throw "This is a 32-bit PowerShell. Start $env:windir\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
}

# The names to ask about, as JSON: 'ftplint collect FILE' writes those of FILE here. Empty: those of this server's applicationHost.config.
$Names = ''
$Collector = 'ftplint'

# ---- Helpers ----------------------------------------------------------------------------------------------------------------

$invariant = [Globalization.CultureInfo]::InvariantCulture  # so that a German Windows writes the same numbers and dates

function Format-Time($Time) {
    if ($Time -isnot [datetime]) { return $null }
    return $Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant)
}

function Format-Json($Value) {
    # Not ConvertTo-Json: that of 5.1 cuts at a depth, writes enumerations as numbers, and {} where there is nothing.
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    if ($Value -is [string] -or $Value -is [enum]) {
        return '"' + [regex]::Replace("$Value", '[^ !#-\[\]-~]', { param($found) '\u{0:x4}' -f [int] [char] $found.Value }) + '"'
    }
    if ($Value -is [Collections.IDictionary]) {
        return '{' + (@(foreach ($key in $Value.Keys) { (Format-Json $key) + ': ' + (Format-Json $Value[$key]) }) -join ', ') + '}'
    }
    if ($Value -is [Collections.IEnumerable]) {
        return '[' + (@(foreach ($one in $Value) { Format-Json $one }) -join ",`n") + ']'
    }
    return [Convert]::ToString($Value, $invariant)
}

function Add-File([string] $Name, [byte[]] $Bytes) {
    $stream = $zip.CreateEntry($Name).Open()
    try { $stream.Write($Bytes, 0, $Bytes.Length) } finally { $stream.Dispose() }
}

function Add-Json([string] $Name, [Collections.IDictionary] $Value) { Add-File "$Name.json" ([Text.Encoding]::ASCII.GetBytes((Format-Json $Value))) }

function Add-Part([string] $Name, [bool] $Asked, [scriptblock] $Work) {
    # One part; whatever goes wrong in it ends up in bundle.json, and the next part goes on. No part begins anything new after five minutes.
    if (-not $Asked) { $parts[$Name] = [ordered]@{ state = 'not asked' }; return }
    Write-Host "  $Name"
    $script:gaps = @()
    $script:until = [datetime]::UtcNow.AddMinutes(5)
    if ($namesFailed -and $Name -in 'network', 'paths', 'accounts', 'log') { Add-Gap $namesFailed }
    try {
        $found = & $Work
        if ($Name -ne 'config') { Add-Json $Name $found }
        $parts[$Name] = [ordered]@{ state = 'collected' }
        if ($gaps.Count) { $parts[$Name].incomplete = @($gaps | Select-Object -First 50) }
    } catch {
        $parts[$Name] = [ordered]@{ state = 'failed'; reason = $_.Exception.Message }
    }
}

function Add-Gap([string] $What) { $script:gaps += $What }

function Test-Late {
    if ([datetime]::UtcNow -lt $until) { return $false }
    if ($gaps -notcontains 'stopped after 5 minutes') { Add-Gap 'stopped after 5 minutes' }
    return $true
}

# HKEY_LOCAL_MACHINE, for reading only; not the provider of PowerShell, which takes the slash in 'RC4 128/128' for a backslash
function Open-Key([string] $Key) { return [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($Key) }
function Get-RegistryKeys([string] $Key) { $opened = Open-Key $Key; if ($null -ne $opened) { $opened.GetSubKeyNames() } }
function Get-RegistryValue([string] $Key, [string] $Name) {
    $opened = Open-Key $Key
    if ($null -eq $opened) { return $null }
    return $opened.GetValue($Name)
}

function ConvertTo-Flag($Value) {
    # Settings that are 0 or 1, or True, False and NotConfigured
    if ($null -eq $Value -or "$Value" -eq 'NotConfigured') { return $null }
    return "$Value" -notin '0', 'False'
}

function Get-AccountName([string] $Sid) {
    if (-not $accountNames.ContainsKey($Sid)) {
        try { $accountNames[$Sid] = [Security.Principal.SecurityIdentifier]::new($Sid).Translate([Security.Principal.NTAccount]).Value }
        catch { $accountNames[$Sid] = $Sid }
    }
    return $accountNames[$Sid]
}

function Test-Elsewhere([string] $Full) {
    # Another machine, or no full path: not opened
    if ($Full -notmatch '^[A-Za-z]:[\\/]') { return $true }
    return "$([IO.DriveInfo]::new($Full.Substring(0, 1)).DriveType)" -eq 'Network'
}

# ---- The configuration files, byte for byte, but for secrets ----------------------------------------------------------------

function Remove-Secrets([string] $Text) {
    # Blots out the values of attributes with such a name; value= beside key=, beside such a name, and in environment variables (but no
    # folder and no true or false); and parts 'password=...;' of any value. What IIS encrypted keeps its provider:
    # [enc:AesProvider:********:enc]. Everything else stays as it is, character by character.
    $secret = 'pass?w|passp|pwd|secret|token|credential|connectionstring|(?:api|session|machine|validation|decryption|private|account|access)[._-]?key'
    $stars = { param($found) $found.Groups[1].Value + [regex]::Replace($found.Groups[2].Value, '[^\r\n]+', '********') }
    $blot = {
        param($found)
        $value = $found.Groups[2].Value
        if ($value -match '^(?:\[enc:[^:\]]+:[^:\]]*:enc\]|true|false)$') { return $found.Value }
        if ($found.Groups[1].Value -match '\svalue\s*=\s*.$' -and $found.Groups[1].Value -notmatch $secret -and $value -match '^(?:[a-z]:[\\/]|\\\\|%\w+%)[^;=]*$') { return $found.Value }
        if ($value -match '(?:integrated security|trusted_connection)\s*=\s*(?:true|yes|sspi)' -and $value -notmatch 'pwd|pass') { return $found.Groups[1].Value + '********;Integrated Security=true' }
        return & $stars $found
    }
    foreach ($quote in '"', "'") {
        $Text = [regex]::Replace($Text, "(?i)(\s(?!publickeytoken\b)[\w.:-]*(?:$secret)[\w.:-]*\s*=\s*$quote)([^$quote<]+)(?=$quote)", $blot)
        $Text = [regex]::Replace($Text, "(?i)(\skey\s*=\s*(?:""[^""<]*""|'[^'<]*')\s+value\s*=\s*$quote)([^$quote<]+)(?=$quote)", $blot)
        $Text = [regex]::Replace($Text, "(?i)(\sname\s*=\s*[""'][^""'<]*(?:$secret)[^""'<]*[""']\s+value\s*=\s*$quote)([^$quote<]+)(?=$quote)", $blot)
        $Text = [regex]::Replace($Text, "(?i)(\svalue\s*=\s*$quote)([^$quote<]+)(?=$quote\s+key\s*=)", $blot)
        $Text = [regex]::Replace($Text, '(?is)<environmentVariables\b.*?</environmentVariables>', { param($block) [regex]::Replace($block.Value, "(?i)(\svalue\s*=\s*$quote)([^$quote<]+)(?=$quote)", $blot) })
    }
    $Text = [regex]::Replace($Text, "(?i)((?<!publickey)(?:$secret)[\w.-]*\s*=\s*(?:&quot;|&apos;|&#3[49];|[""'])?)(?!true\b|false\b|\[enc:)([^\s;""'<>&*-](?:(?!\s*-->)[^;""'<>&\r\n])*)", $stars)
    return [regex]::Replace($Text, '(\[enc:[^:\]]+:)([^:\]]+)(?=:enc\])', $stars)
}

function Copy-Config([string] $Name) {
    $bytes = [IO.File]::ReadAllBytes((Join-Path $ConfigFolder $Name))
    $encoding = [Text.Encoding]::GetEncoding(28591)  # one character a byte, so that UTF-8 and others come back as they were
    if ($bytes.Length -gt 1 -and $bytes[0] -eq 0xFF -and $bytes[1] -eq 0xFE) { $encoding = [Text.Encoding]::Unicode }
    if ($bytes.Length -gt 1 -and $bytes[0] -eq 0xFE -and $bytes[1] -eq 0xFF) { $encoding = [Text.Encoding]::BigEndianUnicode }
    $text = $encoding.GetString($bytes)
    $shown = Remove-Secrets $text
    if ($shown -cne $text) { $bytes = $encoding.GetBytes($shown); $script:blotted += "config/$Name" }
    Add-File "config/$Name" $bytes
}

function Read-Xml([string] $File) {
    $xml = [xml]::new()
    $xml.XmlResolver = $null  # fetches nothing that the file may name
    $xml.Load($File)
    return $xml
}

function Read-Names([string] $File) {
    # The same lists as 'ftplint collect FILE' writes.
    $xml = Read-Xml $File
    $values = { param($xpath) $xml.SelectNodes($xpath) | ForEach-Object { $_.Value } }
    $site = "//sites/site[bindings/binding[@protocol='ftp']]"
    return @{
        accounts = @(@(& $values '//system.ftpServer/security/authorization/add/@users | //system.ftpServer/security/authorization/add/@roles' | ForEach-Object { $_.Split(',').Trim() }) +
            @(& $values "//ftpServer/security/authentication/anonymousAuthentication/@userName | //ftpServer/userIsolation/activeDirectory/@userName | $site//virtualDirectory/@userName"))
        roots = @(& $values "$site/application[@path='/']/virtualDirectory[@path='/']/@physicalPath")
        virtualDirectories = @(& $values "$site/application/virtualDirectory[not(@path='/' and ../@path='/')]/@physicalPath")
        logs = @(& $values '//ftpServer/logFile/@directory | //system.ftpServer/log/centralLogFile/@directory')
        ports = @(@(& $values "$site/bindings/binding[@protocol='ftp']/@bindingInformation" | ForEach-Object { if ($_ -match ':(\d+):[^:]*$') { $Matches[1] } }) +
            @($xml.SelectNodes('//system.ftpServer/firewallSupport') | ForEach-Object { '{0}-{1}' -f $_.GetAttribute('lowDataChannelPort'), $_.GetAttribute('highDataChannelPort') }))
    }
}

function Copy-Configuration {
    $own = "$env:windir\System32\inetsrv\config"
    try {
        if ($ConfigFolder -eq $own) {  # with another folder the redirection has been followed
            Copy-Config 'redirection.config'
            foreach ($one in (Read-Xml "$own\redirection.config").SelectNodes("//configurationRedirection[@enabled='true']")) {
                Add-Gap "Shared configuration is enabled, so IIS does not read this applicationHost.config: give the folder $($one.GetAttribute('path')) as -ConfigFolder"
            }
        }
        Copy-Config 'administration.config'
    } catch { Add-Gap "redirection.config, administration.config: $($_.Exception.Message)" }
    try {
        foreach ($file in Get-ChildItem -LiteralPath "$own\schema" -Filter *.xml -File) {
            Add-File "schema/$($file.Name)" ([IO.File]::ReadAllBytes($file.FullName))
        }
    } catch { Add-Gap "schema: $($_.Exception.Message)" }
    Copy-Config 'applicationHost.config'
}

# ---- Part server: Windows, IIS, services ------------------------------------------------------------------------------------

function Get-ServerPart {
    $windows = Get-CimInstance Win32_OperatingSystem -OperationTimeoutSec 60
    $roles = 'standalone workstation', 'member workstation', 'standalone server', 'member server', 'backup domain controller', 'domain controller'
    $features = $null  # https://learn.microsoft.com/powershell/module/servermanager/get-windowsfeature: on Server, as administrator
    try { $features = @(Get-WindowsFeature -Name Web-* | ForEach-Object { [ordered]@{ name = $_.Name; installed = [bool] $_.Installed } }) }
    catch { Add-Gap "features: $($_.Exception.Message)" }
    $asked = 'FTPSVC', 'W3SVC', 'WAS', 'AppHostSvc', 'MpsSvc'
    $services = @(foreach ($one in Get-CimInstance Win32_Service -OperationTimeoutSec 60 | Where-Object { $_.Name -in $asked }) {
        $process = $null
        if ($one.ProcessId) { $process = Get-CimInstance Win32_Process -Filter "ProcessId = $($one.ProcessId)" -OperationTimeoutSec 60 }
        [ordered]@{
            name = $one.Name; state = $one.State; startMode = $one.StartMode; account = $one.StartName
            started = Format-Time $process.CreationDate
        }
    })
    $changed = $null
    $file = Join-Path $ConfigFolder 'applicationHost.config'
    try { $changed = Format-Time (Get-Item -LiteralPath $file).LastWriteTimeUtc } catch { Add-Gap $_.Exception.Message }
    $iis = 'SOFTWARE\Microsoft\InetStp'  # https://learn.microsoft.com/iis/install/installing-iis-7/discover-installed-components
    $major = Get-RegistryValue $iis 'MajorVersion'
    $version = $null
    if ($major) { $version = '{0}.{1}' -f $major, (Get-RegistryValue $iis 'MinorVersion') }
    [ordered]@{
        windows = [ordered]@{ version = $windows.Version; name = $windows.Caption }
        domainRole = $roles[$computer.DomainRole]  # https://learn.microsoft.com/windows/win32/cimwin32prov/win32-computersystem
        domain = $domain; iis = $version; features = $features; services = $services; configurationChanged = $changed
    }
}

# ---- Part certificates: public ones, and who may read the file of the private key -------------------------------------------

function Get-KeyFile($Certificate) {
    # Opens the key by name to learn its file; the key itself is never exported.
    # https://learn.microsoft.com/windows/win32/seccng/key-storage-and-retrieval
    $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if ($null -eq $key) { $key = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate) }
    $name = $key.Key.UniqueName
    if ($key.CspKeyContainerInfo) { $name = $key.CspKeyContainerInfo.UniqueKeyContainerName }
    foreach ($folder in 'RSA\MachineKeys', 'Keys', 'SystemKeys', 'RSA\S-1-5-18') {
        $path = "$env:ProgramData\Microsoft\Crypto\$folder\$name"
        if ($name -and (Test-Path -LiteralPath $path)) { return $path }
    }
    return $null
}

function Get-Readers([string] $File) {
    # Who is allowed to read, all, or generic all (0x10000000), or generic read (the sign)
    $rules = (Get-Acl -LiteralPath $File).GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])
    foreach ($rule in $rules | Where-Object { "$($_.AccessControlType)" -eq 'Allow' }) {
        $mask = [int] $rule.FileSystemRights
        if (($mask -band 0x10000001) -or $mask -lt 0) { Get-AccountName $rule.IdentityReference.Value }
    }
}

function Get-CertificateFacts($Certificate, [string] $Store) {
    $readable = $null
    if ($Certificate.HasPrivateKey -and $Store -ne 'given') {
        try {
            $file = Get-KeyFile $Certificate
            if ($file) { $readable = @(Get-Readers $file | Select-Object -Unique) }
        } catch { Add-Gap "key of $($Certificate.Thumbprint): $($_.Exception.Message)" }
    }
    $template = $null  # https://learn.microsoft.com/openspecs/windows_protocols/ms-wcce: szOID_ENROLL_CERTTYPE_EXTENSION, szOID_CERTIFICATE_TEMPLATE
    foreach ($extension in $Certificate.Extensions | Where-Object { $_.Oid.Value -in '1.3.6.1.4.1.311.20.2', '1.3.6.1.4.1.311.21.7' }) {
        $template = ($extension.Format($false) -replace '^[^=]*=', '' -replace '[(,].*$', '').Trim()
    }
    $chain = [Security.Cryptography.X509Certificates.X509Chain]::new($true)  # with the stores of the machine
    $chain.ChainPolicy.RevocationMode = 'Offline'  # only what Windows knows already
    $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromSeconds(5)
    [void] $chain.Build($Certificate)
    $status = @($chain.ChainStatus | ForEach-Object { "$($_.Status)" } | Select-Object -Unique)
    $unsure = 'RevocationStatusUnknown', 'OfflineRevocation', 'PartialChain', 'UntrustedRoot'
    $revocation = 'good'
    if (@($status | Where-Object { $_ -in $unsure }).Count) { $revocation = 'unknown' }
    if ($status -contains 'Revoked') { $revocation = 'revoked' }
    return [ordered]@{
        store = $Store; thumbprint = $Certificate.Thumbprint.ToUpperInvariant(); subject = $Certificate.Subject; issuer = $Certificate.Issuer
        notBefore = Format-Time $Certificate.NotBefore; notAfter = Format-Time $Certificate.NotAfter
        hasPrivateKey = $Certificate.HasPrivateKey; keyReadable = $readable
        dnsNames = @($Certificate.DnsNameList | ForEach-Object { $_.Punycode } | Where-Object { $_ })
        enhancedKeyUsage = @($Certificate.EnhancedKeyUsageList | ForEach-Object { $_.ObjectId } | Where-Object { $_ })
        template = $template
        chain = @($status | Where-Object { $_ -notin 'NoError', 'RevocationStatusUnknown', 'OfflineRevocation', 'Revoked' })
        revocation = $revocation
        der = [Convert]::ToBase64String($Certificate.RawData)
    }
}

function Get-CertificatesPart {
    $certificates = @(foreach ($store in 'My', 'WebHosting') {
        if (-not (Test-Path "Cert:\LocalMachine\$store")) { continue }
        foreach ($certificate in Get-ChildItem "Cert:\LocalMachine\$store") {
            if (Test-Late) { break }
            Get-CertificateFacts $certificate $store
        }
    })
    $certificates += @(foreach ($certificate in $clients) { Get-CertificateFacts $certificate 'given' })
    @{ certificates = $certificates }
}

# ---- Part tls: Schannel, trusted issuers, mapping ---------------------------------------------------------------------------

function Get-TlsPart {
    # https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings
    $schannel = 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'
    $protocols = @(foreach ($protocol in 'SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3') {
        foreach ($role in 'Server', 'Client') {
            $key = "$schannel\Protocols\$protocol\$role"
            [ordered]@{
                name = $protocol; role = $role.ToLowerInvariant()
                enabled = ConvertTo-Flag (Get-RegistryValue $key 'Enabled')
                disabledByDefault = ConvertTo-Flag (Get-RegistryValue $key 'DisabledByDefault')
            }
        }
    })
    $ciphers = @(foreach ($cipher in Get-RegistryKeys "$schannel\Ciphers") {
        [ordered]@{ name = $cipher; enabled = ConvertTo-Flag (Get-RegistryValue "$schannel\Ciphers\$cipher" 'Enabled') }
    })
    $issuers = @{}
    foreach ($store in 'Root', 'ClientAuthIssuer') {
        try {
            $issuers[$store] = @(foreach ($one in Get-ChildItem "Cert:\LocalMachine\$store") {
                [ordered]@{ thumbprint = $one.Thumbprint.ToUpperInvariant(); subject = $one.Subject }
            })
        } catch { Add-Gap "store ${store}: $($_.Exception.Message)" }
    }
    $cached = $null
    $published = $null
    if ($domain) {
        # What this server knows, and what the domain says: Microsoft's "Import third-party CA to enterprise NTAuth store"
        $cached = @(Get-RegistryKeys 'SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth\Certificates')
        try {
            $configuration = ([ADSI] "LDAP://$domain/RootDSE").configurationNamingContext.Value
            $published = @(([ADSI] "LDAP://$domain/CN=NTAuthCertificates,CN=Public Key Services,CN=Services,$configuration").cACertificate |
                ForEach-Object { [Security.Cryptography.X509Certificates.X509Certificate2]::new([byte[]] $_).Thumbprint })
        } catch { Add-Gap "NTAuthCertificates: $($_.Exception.Message)" }
    }
    [ordered]@{
        protocols = $protocols; ciphers = $ciphers; ntAuth = $cached; ntAuthDirectory = $published
        trustedIssuers = $issuers['Root']; clientIssuers = $issuers['ClientAuthIssuer']
        mapping = [ordered]@{  # they count on a domain controller: https://support.microsoft.com/help/5014754
            strongCertificateBindingEnforcement = Get-RegistryValue 'SYSTEM\CurrentControlSet\Services\Kdc' 'StrongCertificateBindingEnforcement'
            certificateMappingMethods = Get-RegistryValue $schannel 'CertificateMappingMethods'
            sendTrustedIssuerList = Get-RegistryValue $schannel 'SendTrustedIssuerList'
            clientAuthTrustMode = Get-RegistryValue $schannel 'ClientAuthTrustMode'
        }
    }
}

# ---- Part network: firewall and listeners on the FTP ports ------------------------------------------------------------------

function Test-FtpPort([string] $Ports) {
    # Whether one of these ports (21, 5000-5100, Any) is one of FTP
    if ($Ports -notmatch '^\d+(-\d+)?$') { return $Ports -eq 'Any' }
    $ends = $Ports.Split('-')
    return @($ranges | Where-Object { [int] $ends[0] -le $_.high -and [int] $ends[-1] -ge $_.low }).Count -gt 0
}

function Get-NetworkPart {
    $firewall = $null
    try {
        $active = @(Get-NetConnectionProfile | ForEach-Object { "$($_.NetworkCategory)" -replace 'DomainAuthenticated', 'Domain' })
        $profiles = @(foreach ($one in Get-NetFirewallProfile -PolicyStore ActiveStore) {
            $inbound = 'block'  # the default: https://learn.microsoft.com/powershell/module/netsecurity/set-netfirewallprofile
            if ("$($one.DefaultInboundAction)" -eq 'Allow') { $inbound = 'allow' }
            [ordered]@{ name = $one.Name; enabled = ConvertTo-Flag $one.Enabled; active = $active -contains $one.Name; defaultInbound = $inbound }
        })
        # Each filter belongs to the rule with its InstanceID; asking for all at once takes seconds, one by one takes minutes.
        $ports = @{}; $programs = @{}; $bound = @{}; $addresses = @{}
        foreach ($one in Get-NetFirewallPortFilter -PolicyStore ActiveStore) { $ports[$one.InstanceID] = $one }
        foreach ($one in Get-NetFirewallApplicationFilter -PolicyStore ActiveStore) { $programs[$one.InstanceID] = $one.Program }
        foreach ($one in Get-NetFirewallServiceFilter -PolicyStore ActiveStore) { $bound[$one.InstanceID] = $one.Service }
        foreach ($one in Get-NetFirewallAddressFilter -PolicyStore ActiveStore) { $addresses[$one.InstanceID] = $one.RemoteAddress }
        $rules = @(foreach ($rule in Get-NetFirewallRule -PolicyStore ActiveStore -Direction Inbound) {
            $port = $ports[$rule.InstanceID]
            $program = $programs[$rule.InstanceID]
            $service = $bound[$rule.InstanceID]
            if ($port.Protocol -notin 'TCP', '6', 'Any' -or "$($rule.Action)" -notin 'Allow', 'Block') { continue }
            if (-not @($port.LocalPort | Where-Object { Test-FtpPort $_ }).Count) { continue }
            if (-not $program -or $program -eq 'Any') { $program = $null }
            if (-not $service -or $service -eq 'Any') { $service = $null }
            [ordered]@{
                name = $rule.DisplayName; enabled = ConvertTo-Flag $rule.Enabled; direction = 'in'; action = "$($rule.Action)".ToLowerInvariant()
                protocol = "$($port.Protocol)" -replace '^6$', 'TCP'; localPorts = @($port.LocalPort); remoteAddresses = @($addresses[$rule.InstanceID])
                profiles = @("$($rule.Profile)" -split ', '); program = $program; service = $service
            }
        })
        $stateful = ConvertTo-Flag (Get-NetFirewallSetting -PolicyStore ActiveStore).EnableStatefulFtp
        $firewall = [ordered]@{ profiles = $profiles; rules = $rules; statefulFtp = $stateful }
    } catch { Add-Gap "firewall: $($_.Exception.Message)" }
    $hosted = @(Get-CimInstance Win32_Service -Filter 'ProcessId <> 0' -OperationTimeoutSec 60)
    $listeners = @(foreach ($one in Get-NetTCPConnection -State Listen | Where-Object { Test-FtpPort "$($_.LocalPort)" }) {
        $services = @($hosted | Where-Object { $_.ProcessId -eq $one.OwningProcess } | ForEach-Object { $_.Name })
        $service = $null
        if ($services -contains 'FTPSVC') { $service = 'FTPSVC' } elseif ($services.Count -eq 1) { $service = $services[0] }
        $process = Get-Process -Id $one.OwningProcess -ErrorAction SilentlyContinue
        [ordered]@{ address = $one.LocalAddress; port = [int] $one.LocalPort; process = $process.ProcessName; service = $service }
    })
    [ordered]@{ firewall = $firewall; listeners = $listeners }
}

# ---- Part paths: folders, permissions, space --------------------------------------------------------------------------------

function Add-Permissions($Facts) {
    $acl = Get-Acl -LiteralPath $Facts.expanded
    $Facts.owner = Get-AccountName ($acl.GetOwner([Security.Principal.SecurityIdentifier]).Value)
    $Facts.permissions = @(foreach ($rule in $acl.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
        # https://learn.microsoft.com/windows/win32/fileio/file-access-rights-constants; the generic rights spelled out
        $mask = [int] $rule.FileSystemRights
        if ($mask -band 0x10000000) { $mask = $mask -bor 0x1F01FF }
        if ($mask -band 0x40000000) { $mask = $mask -bor 0x120116 }
        if ($mask -lt 0) { $mask = $mask -bor 0x120089 }
        $here = -not $rule.PropagationFlags.HasFlag([Security.AccessControl.PropagationFlags]::InheritOnly)
        $below = $Facts.kind -eq 'file' -or $rule.InheritanceFlags.HasFlag([Security.AccessControl.InheritanceFlags]::ObjectInherit)
        $rights = @(
            if ($here -and ($mask -band 1)) { 'list' }
            if ($below -and ($mask -band 1)) { 'read' }
            if ($here -and ($mask -band 2)) { 'write' }
            if ($here -and ($mask -band 0x10040)) { 'delete' }
            if ($here -and (($mask -band 0x1F01FF) -eq 0x1F01FF)) { 'full' }
        )
        $sid = $rule.IdentityReference.Value
        $type = "$($rule.AccessControlType)".ToLowerInvariant()
        [ordered]@{ account = Get-AccountName $sid; sid = $sid; type = $type; rights = $rights; inherited = $rule.IsInherited }
    })
}

function Get-PathFacts([string] $Path, [string] $Use, [bool] $List) {
    $full = [Environment]::ExpandEnvironmentVariables($Path)
    $facts = [ordered]@{
        path = $Path; expanded = $full; use = $Use; exists = $null; kind = $null; link = $null; share = $false
        freeBytes = $null; owner = $null; permissions = $null; folders = $null
    }
    if (Test-Elsewhere $full) { $facts.share = $full -match '^(?:[\\/]{2}[^?.]|[A-Za-z]:[\\/])'; return $facts }
    try {
        $attributes = [IO.File]::GetAttributes($full)
    } catch [IO.FileNotFoundException], [IO.DirectoryNotFoundException] {
        $facts.exists = $false
        return $facts
    }
    $facts.exists = $true
    $facts.kind = 'file'
    if ($attributes.HasFlag([IO.FileAttributes]::Directory)) { $facts.kind = 'folder' }
    if ($attributes.HasFlag([IO.FileAttributes]::ReparsePoint)) {
        $facts.link = @((Get-Item -LiteralPath $full -Force).Target)[0]
        if ($facts.link -match '^[\\/]{2}') { $facts.share = $true; return $facts }
    }
    $mounted = $false  # below a link or a mounted volume the space of the drive says nothing
    for ($up = $full.TrimEnd('\', '/'); $up.Length -gt 3; $up = [IO.Path]::GetDirectoryName($up)) {
        if ([IO.File]::GetAttributes($up).HasFlag([IO.FileAttributes]::ReparsePoint)) { $mounted = $true }
    }
    if (-not $mounted) { $facts.freeBytes = [IO.DriveInfo]::new($full.Substring(0, 1)).AvailableFreeSpace }
    try { Add-Permissions $facts } catch { Add-Gap "permissions of ${Path}: $($_.Exception.Message)" }
    if (-not $List -or $facts.kind -ne 'folder') { return $facts }
    try {
        $facts.folders = @([IO.Directory]::EnumerateDirectories($full) | Select-Object -First 2000 | ForEach-Object { [IO.Path]::GetFileName($_) })
        if ($facts.folders.Count -eq 2000) { Add-Gap "${Path}: only 2000 folders listed" }
    } catch { Add-Gap "folders of ${Path}: $($_.Exception.Message)" }
    return $facts
}

function Get-PathsPart {
    $users = @($accounts | ForEach-Object { $_.Split('\')[-1].Split('@')[0] }) + 'Public', 'default'
    $domains = @($accounts | Where-Object { $_.Contains('\') } | ForEach-Object { $_.Split('\')[0] }) + "$domain".Split('.')[0]
    $seen = @{}
    $todo = [Collections.Generic.Queue[object]]::new()
    foreach ($path in @($given.roots)) { $todo.Enqueue(@($path, 'root', 0)) }
    foreach ($path in @($given.virtualDirectories)) { $todo.Enqueue(@($path, 'virtual directory', 0)) }
    foreach ($path in @($given.logs) + '%SystemDrive%\inetpub\logs\LogFiles') { $todo.Enqueue(@($path, 'log', 0)) }
    $found = @(while ($todo.Count -and $seen.Count -lt 10000) {
        $path, $use, $depth = $todo.Dequeue()
        if (-not $path -or $seen.ContainsKey("$path|$use")) { continue }
        $seen["$path|$use"] = $true
        if (Test-Late) { break }
        try { $facts = Get-PathFacts $path $use ($use -eq 'root' -or $depth -eq 1) } catch { Add-Gap "${path}: $($_.Exception.Message)"; continue }
        # Homes of user isolation: https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/site/ftpserver/userisolation/
        $wanted = @()
        if ($depth -eq 0 -and $use -eq 'root') { $wanted = @('LocalUser') + $domains + $users }
        if ($depth -eq 1) { $wanted = $users }
        foreach ($name in @($facts.folders | Where-Object { $_ -and $wanted -contains $_ })) {
            $deeper = 2
            if ($depth -eq 0 -and @('LocalUser') + $domains -contains $name) { $deeper = 1 }
            $todo.Enqueue(@(($path.TrimEnd('\') + '\' + $name), 'home', $deeper))
        }
        $facts
    })
    @{ paths = $found }
}

# ---- Part accounts: do they exist, may they log in, who belongs to whom -----------------------------------------------------

function ConvertTo-LdapText([string] $Text) {
    # https://learn.microsoft.com/windows/win32/adsi/search-filter-syntax
    return [regex]::Replace($Text, '[\\*()\x00]', { param($found) '\{0:x2}' -f [int] [char] $found.Value })
}

function ConvertTo-Sid($Bytes) { return [Security.Principal.SecurityIdentifier]::new([byte[]] $Bytes, 0).Value }

function Find-InDomain([string] $Where, [string] $Filter, [string[]] $Properties, [string] $Scope) {
    $searcher = [DirectoryServices.DirectorySearcher]::new([ADSI] "LDAP://$Where", $Filter, $Properties, $Scope)
    $searcher.ClientTimeout = [TimeSpan]::FromSeconds(30)
    $searcher.ServerTimeLimit = [TimeSpan]::FromSeconds(30)
    return $searcher.FindAll()  # without paging a domain controller answers with 1000 at most
}

$states = 'userAccountControl', 'msDS-User-Account-Control-Computed', 'accountExpires'
function Add-State($Account, $Entry) {
    # Disabled 2, locked 0x10, password expired 0x800000: https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol
    $flags = @($Entry['useraccountcontrol'])[0]
    $computed = @($Entry['msds-user-account-control-computed'])[0]
    $expires = @($Entry['accountexpires'])[0]
    if ($null -ne $flags) { $Account.enabled = -not ($flags -band 2) }
    if ($null -ne $computed) { $Account.locked = [bool] ($computed -band 0x10); $Account.passwordExpired = [bool] ($computed -band 0x800000) }
    if ($null -ne $expires) { $Account.expired = $expires -gt 0 -and $expires -lt [datetime]::UtcNow.ToFileTimeUtc() }
}

function Get-DomainFacts($Account, [string] $Domain) {
    $wanted = $states + 'objectClass', 'distinguishedName', 'tokenGroups', 'msIIS-FTPRoot', 'msIIS-FTPDir'
    $entry = @(Find-InDomain "$Domain/<SID=$($Account.sid)>" '(objectClass=*)' $wanted 'Base')[0].Properties
    if ($entry['objectclass'] -contains 'group') {
        $Account.kind = 'group'
        # Members of groups in it too: https://learn.microsoft.com/windows/win32/adsi/search-filter-syntax (LDAP_MATCHING_RULE_IN_CHAIN)
        $name = ConvertTo-LdapText "$($entry['distinguishedname'])"
        $filter = "(|(memberOf:1.2.840.113556.1.4.1941:=$name)(primaryGroupID=$($Account.sid.Split('-')[-1])))"
        $Account.members = @(foreach ($one in Find-InDomain $Domain $filter @('objectSid') 'Subtree') {
            Get-AccountName (ConvertTo-Sid $one.Properties['objectsid'][0])
        })
        if ($Account.members.Count -ge 1000) { Add-Gap "$($Account.name): only 1000 members listed" }
        return
    }
    $Account.kind = 'user'
    $Account.groups = @($entry['tokengroups'] | ForEach-Object { ConvertTo-Sid $_ })  # those over other groups too
    Add-State $Account $entry
    if (@($entry['msiis-ftproot'])[0]) { $Account.homeDirectory = "$($entry['msiis-ftproot'])\$($entry['msiis-ftpdir'])" }
}

function Get-MemberSid($Member) {
    try { return ConvertTo-Sid $Member.objectSid.Value } catch {
        # Groups that Windows has by itself have no entry: WinNT://NT AUTHORITY/Authenticated Users; deleted accounts: WinNT://S-1-5-21-...
        $names = $Member.Path.Split('/')
        if ($names[-1] -match '^S-1-') { return $names[-1] }
        return [Security.Principal.NTAccount]::new("$($names[-2])\$($names[-1])").Translate([Security.Principal.SecurityIdentifier]).Value
    }
}

function Get-LocalFacts($Account, [string] $Name) {
    if ($localGroups.ContainsKey($Account.sid)) {
        $Account.kind = 'group'
        $Account.members = @($localGroups[$Account.sid] | ForEach-Object { Get-AccountName $_ })
        return
    }
    $user = [ADSI] "WinNT://$env:COMPUTERNAME/$Name,user"  # https://learn.microsoft.com/windows/win32/adsi/adsi-winnt-provider
    $flags = $user.UserFlags.Value  # ADS_USER_FLAG_ENUM: disabled 2, locked 0x10
    $Account.kind = 'user'
    $Account.groups = @()
    if ($null -ne $flags) { $Account.enabled = -not ($flags -band 2); $Account.locked = [bool] ($flags -band 0x10) }
    $Account.passwordExpired = $user.PasswordExpired.Value -eq 1
    $expires = $user.Properties['AccountExpirationDate'].Value
    $Account.expired = $expires -is [datetime] -and $expires -lt [datetime]::Now
}

function Find-Mapped($Certificate) {
    # Accounts that a client certificate may map to: https://support.microsoft.com/help/5014754. Which of them it does, ftplint works out.
    $serial = [BitConverter]::ToString($Certificate.GetSerialNumber()).Replace('-', '')  # in the order of a mapping
    $terms = @("(altSecurityIdentities=X509:*<SR>$serial)", "(altSecurityIdentities=X509:<SHA1-PUKEY>$($Certificate.Thumbprint))")
    foreach ($extension in $Certificate.Extensions) {
        if ($extension.Oid.Value -eq '2.5.29.14') { $terms += "(altSecurityIdentities=X509:<SKI>$($extension.SubjectKeyIdentifier))" }
        if ($extension.Oid.Value -eq '1.3.6.1.4.1.311.25.2') {  # the SID of the account
            if ([Text.Encoding]::ASCII.GetString($extension.RawData) -match 'S-1-5-21-[\d-]+') { $terms += "(objectSid=$($Matches[0]))" }
        }
    }
    $common = ConvertTo-LdapText ($Certificate.GetNameInfo('SimpleName', $false))
    $mail = ConvertTo-LdapText ($Certificate.GetNameInfo('EmailName', $false))
    $upn = ConvertTo-LdapText ($Certificate.GetNameInfo('UpnName', $false))
    if ($common) { $terms += "(altSecurityIdentities=X509:*<S>*CN=$common*)" }
    if ($mail) { $terms += "(altSecurityIdentities=X509:<RFC822>$mail)" }
    if ($upn) { $terms += "(userPrincipalName=$upn)" }
    $wanted = $states + 'objectSid', 'altSecurityIdentities', 'userPrincipalName'
    $found = @(foreach ($one in Find-InDomain $domain "(|$($terms -join ''))" $wanted 'Subtree') {
        $sid = ConvertTo-Sid $one.Properties['objectsid'][0]
        $account = [ordered]@{
            name = Get-AccountName $sid; sid = $sid; upn = @($one.Properties['userprincipalname'])[0]
            enabled = $null; locked = $null; expired = $null; passwordExpired = $null
            altSecurityIdentities = @($one.Properties['altsecurityidentities'] | ForEach-Object { $_ })
        }
        Add-State $account $one.Properties
        $account
    })
    return [ordered]@{ thumbprint = $Certificate.Thumbprint.ToUpperInvariant(); accounts = $found }
}

function Get-AccountsPart {
    $controller = $computer.DomainRole -ge 4
    $ownDomain = $null
    if ($domain) {
        # Its short name, from that of Domain Users (RID 513); the SID of a domain itself has no name
        try {
            $sid = ConvertTo-Sid ([ADSI] "LDAP://$domain").objectSid.Value
            $ownDomain = (Get-AccountName "$sid-513").Split('\')[0]
        } catch { Add-Gap "domain ${domain}: $($_.Exception.Message)" }
    }
    $script:localGroups = @{}
    foreach ($group in Get-CimInstance Win32_Group -Filter 'LocalAccount = True' -OperationTimeoutSec 60) {
        try {
            $members = ([ADSI] "WinNT://$env:COMPUTERNAME/$($group.Name),group").Invoke('Members')
            $localGroups[$group.SID] = @($members | ForEach-Object { Get-MemberSid ([ADSI] $_) })
        } catch { Add-Gap "group $($group.Name): $($_.Exception.Message)" }
    }
    $listed = @(foreach ($name in $accounts) {
        if (Test-Late) { break }
        $account = [ordered]@{
            name = $name; kind = $null; found = $null; sid = $null; enabled = $null; locked = $null; expired = $null
            passwordExpired = $null; members = $null; groups = $null; homeDirectory = $null
        }
        try {
            $account.sid = [Security.Principal.NTAccount]::new($name).Translate([Security.Principal.SecurityIdentifier]).Value
            $account.found = $true
        } catch [Security.Principal.IdentityNotMappedException] {
            # It does not exist, if whoever knows was asked: this machine, or its own domain and that answered.
            $prefix = $name.Split('\')[0]
            $mine = $ownDomain -and ($prefix -in $ownDomain, $domain -or $name -like "*@$domain" -or $name -notmatch '[\\@]')
            if (-not $domain -or $prefix -eq $env:COMPUTERNAME -or $mine) { $account.found = $false }
        } catch { Add-Gap "${name}: $($_.Exception.Message)" }
        try {
            if ($account.sid) {
                $of, $short = (Get-AccountName $account.sid).Split('\')
                if ($account.sid -match '^S-1-5-32-' -or $of -eq $env:COMPUTERNAME) { Get-LocalFacts $account "$short" }
                elseif ($account.sid -match '^S-1-5-21-') { Get-DomainFacts $account $of }
            }
        } catch { Add-Gap "${name}: $($_.Exception.Message)" }
        if ($null -ne $account.groups -and -not $controller) {
            # The groups that a domain controller names, without its own built-in ones; and those of this machine.
            $account.groups = @($account.groups | Where-Object { $_ -notmatch '^S-1-5-32-' })
            $mine = @($account.sid) + $account.groups
            $account.groups += @($localGroups.Keys | Where-Object { @($localGroups[$_] | Where-Object { $mine -contains $_ }).Count })
        }
        if ($null -ne $account.groups) { $account.groups = @($account.groups | ForEach-Object { Get-AccountName $_ }) }
        $account
    })
    foreach ($problem in $clientsFailed) { Add-Gap $problem }
    $mapped = @(foreach ($certificate in $clients) {
        if (-not $domain) { Add-Gap 'client certificates: this machine is in no domain'; break }
        try { Find-Mapped $certificate } catch { Add-Gap "$($certificate.Thumbprint): $($_.Exception.Message)" }
    })
    [ordered]@{ accounts = $listed; clientCertificates = $mapped }
}

# ---- Part log: the results of the newest commands, only with -Log -----------------------------------------------------------

function Get-LogPart {
    # Not who, from where, and which file: no rule asks for that. A line that is no command has '-' for its status.
    $kept = 'date', 'time', 'sc-status', 'sc-win32-status', 'sc-substatus'
    $folders = @(@($given.logs) + '%SystemDrive%\inetpub\logs\LogFiles' | Where-Object { $_ } |
        ForEach-Object { [Environment]::ExpandEnvironmentVariables($_) } |
        Where-Object { -not (Test-Elsewhere $_) -and (Test-Path -LiteralPath $_) } | Select-Object -Unique)
    $lines = @(foreach ($folder in @($folders | ForEach-Object { Get-ChildItem -LiteralPath $_ -Filter FTPSVC* -Directory })) {
        $file = Get-ChildItem -LiteralPath $folder.FullName -Filter *.log -File | Sort-Object LastWriteTimeUtc | Select-Object -Last 1
        if ((Test-Late) -or -not $file) { continue }
        $fields = @()
        $values = [Collections.Generic.List[object]]::new()
        $head = @(Get-Content -LiteralPath $file.FullName -TotalCount 20 -Encoding UTF8 | Where-Object { $_.StartsWith('#Fields:') })
        foreach ($line in $head + @(Get-Content -LiteralPath $file.FullName -Tail $LogLines -Encoding UTF8)) {
            if ($line.StartsWith('#Fields:')) { $fields = @($line.Substring(8).Trim().Split(' ')); continue }
            if ($line.StartsWith('#') -or -not $line) { continue }
            $cells = $line.Split(' ')
            $values.Add(@(foreach ($name in $kept) {
                $at = [array]::IndexOf($fields, $name)
                if ($at -ge 0 -and $at -lt $cells.Count) { $cells[$at] } else { '-' }
            }))
        }
        [ordered]@{ file = "$($folder.Name)/$($file.Name)"; fields = $kept; values = $values }
    })
    @{ lines = $lines }
}

# ---- Main: what is done, in order -------------------------------------------------------------------------------------------

Add-Type -AssemblyName 'System.IO.Compression', 'System.IO.Compression.FileSystem'
$target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
$zip = [IO.Compression.ZipFile]::Open($target, 'Create')  # fails if the file exists
$parts = [ordered]@{}
$blotted = @()
$namesFailed = $null
$accountNames = @{  # by SID; those that Windows has by itself in English, whatever its language
    'S-1-1-0' = 'Everyone'; 'S-1-5-11' = 'NT AUTHORITY\Authenticated Users'; 'S-1-5-17' = 'NT AUTHORITY\IUSR'; 'S-1-5-18' = 'NT AUTHORITY\SYSTEM'
    'S-1-5-19' = 'NT AUTHORITY\LOCAL SERVICE'; 'S-1-5-20' = 'NT AUTHORITY\NETWORK SERVICE'; 'S-1-5-32-544' = 'BUILTIN\Administrators'
    'S-1-5-32-545' = 'BUILTIN\Users'; 'S-1-5-32-546' = 'BUILTIN\Guests'; 'S-1-5-32-568' = 'BUILTIN\IIS_IUSRS'; 'S-1-3-0' = 'CREATOR OWNER'
}
$started = Format-Time ([datetime]::UtcNow)
$me = [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent())
$administrator = $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
Write-Host "Reading; administrator: $administrator"

Add-Part 'config' $true { Copy-Configuration }

# What the parts below ask about
$given = @{}
try {
    if ($Names) { $given = ConvertFrom-Json $Names } else { $given = Read-Names (Join-Path $ConfigFolder 'applicationHost.config') }
} catch { $namesFailed = "names of applicationHost.config: $($_.Exception.Message)" }
$accounts = @(@($given.accounts) + 'IUSR' | Where-Object { $_ -and $_ -notin '*', '?' } | ForEach-Object { "$_" } | Select-Object -Unique -First 2000)
$ranges = @(@($given.ports) + '21' + '990' | Where-Object { $_ -match '^\d+(-\d+)?$' } | Select-Object -Unique | ForEach-Object {
    $ends = $_.Split('-')
    @{ low = [int] $ends[0]; high = [int] $ends[-1] }
})
$clients = @()
$clientsFailed = @()
foreach ($pattern in $ClientCertificate -split ',' | Where-Object { $_ }) {
    try {
        foreach ($file in Get-Item -Path $pattern) {
            if ("$([Security.Cryptography.X509Certificates.X509Certificate2]::GetCertContentType($file.FullName))" -ne 'Cert') { throw "$($file.Name) is more than a certificate" }
            $clients += [Security.Cryptography.X509Certificates.X509Certificate2]::new($file.FullName)
        }
    } catch { $clientsFailed += "${pattern}: $($_.Exception.Message)" }
}
$computer = $null
try { $computer = Get-CimInstance Win32_ComputerSystem -OperationTimeoutSec 60 } catch { Write-Host "WMI does not answer: $($_.Exception.Message)" }
$domain = $null
if ($computer.PartOfDomain) { $domain = $computer.Domain }

Add-Part 'server' $true { Get-ServerPart }
Add-Part 'certificates' $true { Get-CertificatesPart }
Add-Part 'tls' $true { Get-TlsPart }
Add-Part 'network' $true { Get-NetworkPart }
Add-Part 'paths' $true { Get-PathsPart }
Add-Part 'accounts' (-not $NoAccounts) { Get-AccountsPart }
Add-Part 'log' ([bool] $Log) { Get-LogPart }

try {
    Add-Json 'bundle' ([ordered]@{
        format = 'ftplint-evidence'; version = 1; collected = $started; collector = $Collector; computer = $env:COMPUTERNAME
        administrator = $administrator; blotted = $blotted; parts = $parts
    })
} finally { $zip.Dispose() }
foreach ($name in $parts.Keys) {
    if ($parts[$name].state -eq 'failed') { Write-Host "  not collected: ${name}: $($parts[$name].reason)" }
    foreach ($gap in @($parts[$name].incomplete | Where-Object { $_ })) { Write-Host "  missing in ${name}: $gap" }
}
Write-Host "Written: $target"
Write-Host 'Next: look into it if you like, take it to where ftplint is, and run: ftplint check' (Split-Path -Leaf $target)
