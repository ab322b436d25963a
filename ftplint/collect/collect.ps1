<#
.SYNOPSIS
Gathers what ftplint can use of this IIS server into one ZIP file. It reads only, and writes nothing but that file.
    powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 -Output web01.zip

.DESCRIPTION
For Windows PowerShell 5.1 and later, 64-bit, on the server itself. Facts go into the ZIP as Windows gives them; ftplint
works out what they mean. Without administrator rights it sees less; bundle.json in it says what is missing and why.
What it reads, in the order of the sections below:
    config        applicationHost.config, redirection.config, administration.config, the schema files
    server        version of Windows and IIS, domain, role services, five services
    certificates  public certificates of the machine, and the permissions of the files of their private keys
    tls           settings of Schannel, the NTAuth store, names of trusted issuers
    network       firewall rules and listeners on the FTP ports
    paths         the folders of the FTP sites: permissions, free space, names of their folders; no file
    accounts      accounts and groups that the file names: state, groups, members (not with -NoAccounts)
    log           only with -Log: time and result of the newest FTP commands; no name, address or file
    sids          the names of the accounts and groups whose SIDs the parts above have

What it writes: one ZIP. Only Add-File writes, and only into the ZIP. No setting, key or account is changed.
Never collected: private keys, passwords and connection strings (Remove-Secrets blots them out), contents of files.
Who is asked: Windows on this machine. Find-InDomain, [ADSI] and Translate may ask a domain controller; Windows may
fetch a CA certificate that is missing in a chain. Folders of other machines are not opened.
#>
[CmdletBinding()]
param(
    [string] $Output = "ftplint-$env:COMPUTERNAME.zip",              # the ZIP to write; it must not exist
    [string] $ConfigFolder = "$env:windir\System32\inetsrv\config",  # for shared configuration: its folder
    [switch] $Log,                                                   # also the log: -LogLines of each site
    [ValidateRange(1, 10000)] [int] $LogLines = 200,
    [string[]] $ClientCertificate = @(),                             # .cer files: asks which accounts they map to
    [switch] $NoAccounts                                             # asks nothing about accounts and groups
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$PSDefaultParameterValues = @{ 'Get-CimInstance:OperationTimeoutSec' = 60 }
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    throw 'PowerShell is in constrained language mode (AppLocker or App Control): sign the script, or have it allowed.'
}
if ($PSVersionTable.PSVersion -lt [version] '5.1') {
    throw 'PowerShell 5.1 is needed: Windows Server 2012 and 2012 R2 get it with Windows Management Framework 5.1.'
}
if ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) {  # it would see SysWOW64 instead
    throw "This is a 32-bit PowerShell. Start $env:windir\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
}

# The names to ask about, as JSON: 'ftplint collect FILE' writes those of FILE here. Empty: those of this server's file.
$Names = ''
$Collector = 'ftplint'

# ---- Helpers ---------------------------------------------------------------------------------------------------------
function Format-Json($Value) {
    # Not ConvertTo-Json: that of 5.1 cuts at a depth, and writes dates and enumerations in ways of its own.
    $invariant = [Globalization.CultureInfo]::InvariantCulture  # a German Windows writes the same numbers and dates
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { return "$Value".ToLowerInvariant() }
    if ($Value -is [datetime]) { $Value = $Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant) }
    if ($Value -is [byte[]]) { $Value = [Convert]::ToBase64String($Value) }
    if ($Value -is [string] -or $Value -is [enum]) {
        $escape = { param($found) '\u{0:x4}' -f [int] [char] $found.Value }
        return '"' + [regex]::Replace("$Value", '[^ !#-\[\]-~]', $escape) + '"'
    }
    if ($Value -is [ValueType]) { return [Convert]::ToString($Value, $invariant) }
    if ($Value -is [Collections.IDictionary]) {
        $members = @(foreach ($key in $Value.Keys) { (Format-Json $key) + ': ' + (Format-Json $Value[$key]) })
        return '{' + ($members -join ', ') + '}'
    }
    if ($Value -is [Collections.IEnumerable]) {
        return '[' + (@(foreach ($one in $Value) { Format-Json $one }) -join ",`n") + ']'
    }
    $table = [ordered]@{}  # an object that Select-Object made
    foreach ($property in $Value.psobject.Properties) { $table[$property.Name] = $property.Value }
    return Format-Json $table
}

function Add-File([string] $Name, [byte[]] $Bytes) {
    $stream = $zip.CreateEntry($Name).Open()
    try { $stream.Write($Bytes, 0, $Bytes.Length) } finally { $stream.Dispose() }
}

function Add-Json([string] $Name, $Value) {
    $script:texts += Format-Json $Value
    Add-File "$Name.json" ([Text.Encoding]::ASCII.GetBytes($texts[-1]))
}

function Get-Known([string] $What, [scriptblock] $Block) {
    # All that the block gives, as a list. If it fails $null, and bundle.json has a line; the script goes on.
    # A part begins nothing new after five minutes.
    try {
        if ([datetime]::UtcNow -gt $until) { throw 'five minutes are over' }
        return , @(& $Block)
    } catch { if ($gaps.Count -lt 50) { $script:gaps += "${What}: $($_.Exception.Message)" } }
    return $null
}

function Add-Part([string] $Name, [Collections.IDictionary] $Questions, [bool] $Asked = $true) {
    # A file of the ZIP: the answers to some questions by their names
    $script:gaps = @()
    $script:until = [datetime]::UtcNow.AddMinutes(5)
    if ($Asked) {
        Write-Host "  $Name"
        $answers = [ordered]@{}
        foreach ($question in $Questions.Keys) { $answers[$question] = Get-Known $question $Questions[$question] }
        if ($Name -ne 'config') { Add-Json $Name $answers }
    }
    foreach ($gap in $gaps) { Write-Host "    missing: $gap" }
    $parts[$Name] = [ordered]@{ asked = $Asked; missing = $gaps }
}

function Test-Elsewhere([string] $Full) {
    # Another machine, or no full path: not opened
    return $Full -notmatch '^[A-Za-z]:[\\/]' -or "$([IO.DriveInfo]::new($Full.Substring(0, 1)).DriveType)" -eq 'Network'
}

function Get-Registry([string[]] $Keys) {
    # The values of these keys of HKEY_LOCAL_MACHINE and of those below, read only
    # Not by the provider of PowerShell: that takes the slash in 'RC4 128/128' for a backslash.
    foreach ($key in $Keys) {
        $opened = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($key)
        if ($null -eq $opened) { continue }
        $values = [ordered]@{}
        foreach ($name in $opened.GetValueNames()) { $values[$name] = $opened.GetValue($name) }
        [ordered]@{ key = $key; values = $values }
        Get-Registry @($opened.GetSubKeyNames() | ForEach-Object { "$key\$_" })
    }
}

# ---- Main: the ZIP is opened; it is closed at the end ----------------------------------------------------------------
Add-Type -AssemblyName 'System.IO.Compression', 'System.IO.Compression.FileSystem'
$target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
$zip = [IO.Compression.ZipFile]::Open($target, 'Create')  # fails if the file exists
$started = [datetime]::UtcNow
$parts = [ordered]@{}
$texts = @()
$blotted = @()
$given = @{}
$clients = @()
$computer = $null
$me = [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent())
$administrator = $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
Write-Host "Reading; administrator: $administrator"

# ---- The configuration files, byte for byte, but for secrets; what is asked about ------------------------------------
function Remove-Secrets([string] $Text) {
    # Blots out each attribute with such a name and each 'value' (but true, false, and folders beside another name);
    # 'password=...;' inside other values; what IIS encrypted, but for the provider: [enc:AesProvider:********:enc].
    $secret = 'pass?w|passp|pwd|secret|token|credential|connectionstring|' +
        '(?:api|session|machine|validation|decryption|private|account|access)[._-]?key'
    $stars = { param($found) $found.Groups[1].Value + [regex]::Replace($found.Groups[2].Value, '[^\r\n]+', '********') }
    $blot = {
        param($found)
        $before, $value = $found.Groups[1].Value, $found.Groups[2].Value
        if ($value -match '^(?:\[enc:[^:\]]+:[^:\]]*:enc\]|true|false|ASP\.NET)$') { return $found.Value }
        if ($before -notmatch $secret -and $value -match '^(?:[a-z]:[\\/]|\\\\|%\w+%)[^;=]*$') { return $found.Value }
        $trusted = $value -match '(?:integrated security|trusted_connection)\s*=\s*(?:true|yes|sspi)'
        if ($trusted -and $value -notmatch 'pwd|pass') { return "$before********;Integrated Security=true" }
        return & $stars $found
    }
    $beside = '(?:\s(?:key|name)\s*=\s*(?:"[^"<]*"|''[^''<]*''))?'
    $attribute = "\s+(?!publickeytoken\b)(?:value|[\w.:-]*(?:$secret)[\w.:-]*)\s*=\s*"
    foreach ($quote in '"', "'") {
        $Text = [regex]::Replace($Text, "(?i)($beside$attribute$quote)([^$quote<]+)(?=$quote)", $blot)
    }
    $inside = "(?<!publickey)(?:$secret)[\w.-]*\s*=\s*(?:&quot;|&apos;|&#3[49];|[""'])?"
    $rest = "(?!true\b|false\b|\[enc:)([^\s;""'<>&*-](?:(?!\s*-->)[^;""'<>&\r\n])*)"
    $Text = [regex]::Replace($Text, "(?i)($inside)$rest", $stars)
    return [regex]::Replace($Text, '(\[enc:[^:\]]+:)([^:\]]+)(?=:enc\])', $stars)
}

function Copy-Config([string] $Name) {
    $bytes = [IO.File]::ReadAllBytes((Join-Path $ConfigFolder $Name))
    $encoding = [Text.Encoding]::GetEncoding(28591)  # one character a byte: UTF-8 and others come back as they were
    if ("$($bytes | Select-Object -First 2)" -eq '255 254') { $encoding = [Text.Encoding]::Unicode }
    if ("$($bytes | Select-Object -First 2)" -eq '254 255') { $encoding = [Text.Encoding]::BigEndianUnicode }
    $text = $encoding.GetString($bytes)
    $shown = Remove-Secrets $text
    if ($shown -cne $text) { $bytes = $encoding.GetBytes($shown); $script:blotted += "config/$Name" }
    Add-File "config/$Name" $bytes
}

function Read-Names {
    # What is asked about: the same lists as 'ftplint collect FILE' writes
    $xml = [xml]::new()
    $xml.XmlResolver = $null  # fetches nothing that the file may name
    $xml.Load((Join-Path $ConfigFolder 'applicationHost.config'))
    $values = { param($xpath) $xml.SelectNodes($xpath) | ForEach-Object { $_.Value } }
    $lists = & $values '//system.ftpServer//authorization/add/@users | //system.ftpServer//authorization/add/@roles'
    $site = "//sites/site[bindings/binding[@protocol='ftp']]"
    $bindings = & $values "$site/bindings/binding[@protocol='ftp']/@bindingInformation"
    $passive = $xml.SelectNodes('//system.ftpServer/firewallSupport') | ForEach-Object {
        '{0}-{1}' -f $_.GetAttribute('lowDataChannelPort'), $_.GetAttribute('highDataChannelPort')
    }
    return @{
        accounts = @($lists -split ',') + @(& $values "//ftpServer//@userName | $site//virtualDirectory/@userName")
        roots = @(& $values "$site/application[@path='/']/virtualDirectory[@path='/']/@physicalPath")
        virtualDirectories = @(& $values "$site//virtualDirectory[not(@path='/' and ../@path='/')]/@physicalPath")
        logs = @(& $values '//ftpServer/logFile/@directory | //system.ftpServer/log/centralLogFile/@directory')
        ports = @($bindings | ForEach-Object { if ($_ -match ':(\d+):[^:]*$') { $Matches[1] } }) + @($passive)
    }
}

$own = "$env:windir\System32\inetsrv\config"
Add-Part 'config' ([ordered]@{
    'applicationHost.config' = { Copy-Config 'applicationHost.config' }
    'administration.config' = { Copy-Config 'administration.config' }
    'redirection.config' = {
        if ($ConfigFolder -ne $own) { return }  # it was followed
        Copy-Config 'redirection.config'
        $text = "$(Get-Content -LiteralPath "$own\redirection.config")"
        if ($text -match '<configurationRedirection[^>]+enabled="true"') { throw 'its folder has to be -ConfigFolder' }
    }
    schema = {
        foreach ($file in Get-ChildItem -LiteralPath "$own\schema" -Filter *.xml -File) {
            Add-File "schema/$($file.Name)" ([IO.File]::ReadAllBytes($file.FullName))
        }
    }
    names = { if ($Names) { $script:given = ConvertFrom-Json $Names } else { $script:given = Read-Names } }
    clients = {
        foreach ($file in $ClientCertificate -split ',' | Where-Object { $_ } | Get-Item) {
            $kind = [Security.Cryptography.X509Certificates.X509Certificate2]::GetCertContentType($file.FullName)
            if ("$kind" -ne 'Cert') { throw "$($file.Name) is more than a certificate" }
            $script:clients += [Security.Cryptography.X509Certificates.X509Certificate2]::new($file.FullName)
        }
    }
    computer = { $script:computer = Get-CimInstance Win32_ComputerSystem }
})
$accounts = @(@($given.accounts) + 'IUSR' | ForEach-Object { "$_".Trim() } |
    Where-Object { $_ -and $_ -notin '*', '?' } | Select-Object -Unique -First 2000)
$logFolders = @(@($given.logs) + '%SystemDrive%\inetpub\logs\LogFiles' | Where-Object { $_ } | Select-Object -Unique)
$ftpPorts = @(@($given.ports) + '21' + '990' | Where-Object { $_ -match '^\d{1,5}(-\d{1,5})?$' })
$domain = "$($computer | Where-Object { $_.PartOfDomain } | ForEach-Object { $_.Domain })"

# ---- Part server: Windows, IIS, services -----------------------------------------------------------------------------
$five = 'FTPSVC', 'W3SVC', 'WAS', 'AppHostSvc', 'MpsSvc'
Add-Part 'server' ([ordered]@{
    windows = { Get-CimInstance Win32_OperatingSystem | Select-Object 'Version', 'Caption' }
    computer = { $computer | Select-Object 'PartOfDomain', 'Domain', 'DomainRole' }
    features = { Get-WindowsFeature -Name Web-* | Select-Object 'Name', 'Installed' }
    services = {
        Get-CimInstance Win32_Service | Where-Object { $_.Name -in $five } |
            Select-Object 'Name', 'State', 'StartMode', 'StartName', 'ProcessId'
    }
    processes = { Get-CimInstance Win32_Process | Select-Object 'ProcessId', 'CreationDate' }
    file = { Get-Item -LiteralPath (Join-Path $ConfigFolder 'applicationHost.config') | Select-Object LastWriteTimeUtc }
    registry = { Get-Registry 'SOFTWARE\Microsoft\InetStp' }
})

# ---- Part certificates: public ones, and who may read the file of the private key ------------------------------------
function Get-KeyPermissions($Certificate) {
    # Opens the key by name to learn its file; the key itself is never exported.
    # https://learn.microsoft.com/windows/win32/seccng/key-storage-and-retrieval
    $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if (-not $key) {
        $key = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
    }
    $name = $key.Key.UniqueName
    if ($key.CspKeyContainerInfo) { $name = $key.CspKeyContainerInfo.UniqueKeyContainerName }
    foreach ($folder in 'RSA\MachineKeys', 'Keys', 'SystemKeys', 'RSA\S-1-5-18') {
        $path = "$env:ProgramData\Microsoft\Crypto\$folder\$name"
        if ($name -and (Test-Path -LiteralPath $path)) { return (Get-Acl -LiteralPath $path).Sddl }
    }
}

function Get-Certificate($Certificate, [string] $Store) {
    $facts = [ordered]@{ store = $Store; subject = $Certificate.Subject; issuer = $Certificate.Issuer }
    $facts.der = $Certificate.RawData
    $facts.hasPrivateKey = $Certificate.HasPrivateKey
    $facts.keyPermissions = Get-Known "key of $($Certificate.Thumbprint)" {
        if ($Certificate.HasPrivateKey -and $Store -ne 'given') { Get-KeyPermissions $Certificate }
    }
    $facts.chain = Get-Known "chain of $($Certificate.Thumbprint)" {
        $chain = [Security.Cryptography.X509Certificates.X509Chain]::new($true)  # with the stores of the machine
        $chain.ChainPolicy.RevocationMode = 'Offline'  # only what Windows knows already
        $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromSeconds(5)
        [void] $chain.Build($Certificate)
        $chain.ChainStatus | ForEach-Object { $_.Status }
    }
    return $facts
}

Add-Part 'certificates' ([ordered]@{
    certificates = {
        foreach ($store in 'My', 'WebHosting' | Where-Object { Test-Path "Cert:\LocalMachine\$_" }) {
            foreach ($one in Get-ChildItem "Cert:\LocalMachine\$store") { Get-Certificate $one $store }
        }
        foreach ($one in $clients) { Get-Certificate $one 'given' }
    }
})

# ---- Part tls: Schannel, trusted issuers, mapping --------------------------------------------------------------------
$keys = @(  # https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings
    'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'
    'SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth\Certificates'
    'SYSTEM\CurrentControlSet\Services\Kdc'  # of a domain controller: https://support.microsoft.com/help/5014754
)
Add-Part 'tls' ([ordered]@{
    registry = { Get-Registry $keys }
    trustedIssuers = { Get-ChildItem 'Cert:\LocalMachine\Root' | Select-Object 'Thumbprint', 'Subject' }
    clientIssuers = { Get-ChildItem 'Cert:\LocalMachine\ClientAuthIssuer' | Select-Object 'Thumbprint', 'Subject' }
    computer = { $computer | Select-Object 'PartOfDomain', 'Domain', 'DomainRole' }
    ntAuthDirectory = {  # what the domain says; the registry has what this server knows of it
        if (-not $domain) { return }
        $top = ([ADSI] "LDAP://$domain/RootDSE").configurationNamingContext.Value
        ([ADSI] "LDAP://$domain/CN=NTAuthCertificates,CN=Public Key Services,CN=Services,$top").cACertificate |
            ForEach-Object { [Convert]::ToBase64String($_) }
    }
})

# ---- Part network: firewall and listeners on the FTP ports -----------------------------------------------------------
function Test-FtpPort([string] $Ports) {
    # Whether one of these ports (21, 5000-5100, Any) is one of FTP
    if ($Ports -notmatch '^\d+(-\d+)?$') { return $Ports -eq 'Any' }
    $low = [int] $Ports.Split('-')[0]
    $high = [int] $Ports.Split('-')[-1]
    return @($ftpPorts | Where-Object { $low -le $_.Split('-')[-1] -and $high -ge $_.Split('-')[0] }).Count -gt 0
}

$owners = @()
$listening = { $_.ProcessId -in $owners }
Add-Part 'network' ([ordered]@{
    firewall = {  # rules and what belongs to them by InstanceID: all at once take seconds, one by one they take minutes
        $filters = @(Get-NetFirewallPortFilter -PolicyStore ActiveStore)
        $ids = @($filters | Where-Object { @($_.LocalPort | Where-Object { Test-FtpPort $_ }).Count } |
            ForEach-Object { $_.InstanceID })
        $filters += @(Get-NetFirewallApplicationFilter -PolicyStore ActiveStore)
        $filters += @(Get-NetFirewallServiceFilter -PolicyStore ActiveStore)
        $filters += @(Get-NetFirewallAddressFilter -PolicyStore ActiveStore)
        $filters += @(Get-NetFirewallRule -PolicyStore ActiveStore -Direction Inbound)
        $filters | Where-Object { $_.InstanceID -in $ids } | Select-Object 'InstanceID', 'DisplayName', 'Enabled',
            'Action', 'Profile', 'Protocol', 'LocalPort', 'Program', 'Service', 'RemoteAddress'
    }
    profiles = {
        Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object 'Name', 'Enabled', 'DefaultInboundAction'
    }
    networks = { Get-NetConnectionProfile | Select-Object NetworkCategory }
    settings = { Get-NetFirewallSetting -PolicyStore ActiveStore | Select-Object EnableStatefulFtp }
    listeners = {
        $found = Get-NetTCPConnection -State Listen | Where-Object { Test-FtpPort $_.LocalPort }
        $script:owners = @($found | ForEach-Object { $_.OwningProcess })
        $found | Select-Object 'LocalAddress', 'LocalPort', 'OwningProcess'
    }
    services = { Get-CimInstance Win32_Service | Where-Object $listening | Select-Object 'Name', 'ProcessId' }
    processes = { Get-CimInstance Win32_Process | Where-Object $listening | Select-Object 'Name', 'ProcessId' }
})

# ---- Part paths: folders, permissions, space -------------------------------------------------------------------------
function Get-Folder([string] $Path, [string] $Use, [bool] $List) {
    # A path, and if its folders are listed those among them that user isolation may look for
    # https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/site/ftpserver/userisolation/
    $full = [Environment]::ExpandEnvironmentVariables($Path)
    $facts = [ordered]@{ path = $Path; use = $Use; expanded = $full; elsewhere = Test-Elsewhere $full }
    if ($facts.elsewhere) { return $facts }
    $facts.attributes = Get-Known $Path {
        try { [int] [IO.File]::GetAttributes($full) }
        catch [IO.FileNotFoundException], [IO.DirectoryNotFoundException] { -1 }  # nothing is there
    }
    if (-not $facts.attributes -or $facts.attributes[0] -eq -1) { return $facts }
    $facts.target = Get-Known "link $Path" { (Get-Item -LiteralPath $full -Force).Target }
    if ("$($facts.target)" -match '^([\\/]{2}|UNC\\)') { return $facts }  # a link to another machine
    $facts.permissions = Get-Known "permissions of $Path" { (Get-Acl -LiteralPath $full).Sddl }
    $facts.free = Get-Known "free space of $Path" {  # not below a link or a mounted volume (0x400): of another drive
        for ($up = $full.TrimEnd('\', '/'); $up.Length -gt 3; $up = [IO.Path]::GetDirectoryName($up)) {
            if ([int] [IO.File]::GetAttributes($up) -band 0x400) { return }
        }
        [IO.DriveInfo]::new($full.Substring(0, 1)).AvailableFreeSpace
    }
    if (-not $List) { return $facts }
    $facts.folders = Get-Known "folders of $Path" {
        [IO.Directory]::EnumerateDirectories($full) | ForEach-Object { [IO.Path]::GetFileName($_) } |
            Select-Object -First 2000
    }
    $facts
    foreach ($name in $facts.folders | Where-Object { $_ -in $users -or $_ -in $domains }) {
        Get-Folder "$($Path.TrimEnd('\'))\$name" 'home' ($Use -eq 'root' -and $name -in $domains)
    }
}

$users = @($accounts | ForEach-Object { $_.Split('\')[-1].Split('@')[0] }) + 'Public' + 'default'
$domains = @($accounts | Where-Object { $_.Contains('\') } | ForEach-Object { $_.Split('\')[0] }) + 'LocalUser' +
    $domain.Split('.')[0]
Add-Part 'paths' ([ordered]@{
    paths = {
        foreach ($path in $given.roots | Select-Object -Unique) { Get-Folder $path 'root' $true }
        foreach ($path in $given.virtualDirectories | Select-Object -Unique) { Get-Folder $path 'virtual directory' }
        foreach ($path in $logFolders) { Get-Folder $path 'log' }
    }
})

# ---- Part accounts: do they exist, may they log in, who belongs to whom ----------------------------------------------
function Get-Sid([string] $Name) {
    return [Security.Principal.NTAccount]::new($Name).Translate([Security.Principal.SecurityIdentifier]).Value
}

function Get-Name([string] $Sid) {
    return [Security.Principal.SecurityIdentifier]::new($Sid).Translate([Security.Principal.NTAccount]).Value
}

function ConvertTo-LdapText([string] $Text) {
    # https://learn.microsoft.com/windows/win32/adsi/search-filter-syntax
    return [regex]::Replace($Text, '[\\*()\x00]', { param($found) '\{0:x2}' -f [int] [char] $found.Value })
}

function Find-InDomain([string] $Where, [string] $Filter, [string] $Scope, [string[]] $Wanted) {
    # These attributes of what the directory finds, SIDs as texts. Without paging it answers with 1000 entries at most.
    $searcher = [DirectoryServices.DirectorySearcher]::new([ADSI] "LDAP://$Where", $Filter, $Wanted, $Scope)
    $searcher.ClientTimeout = [TimeSpan]::FromSeconds(30)
    $searcher.ServerTimeLimit = [TimeSpan]::FromSeconds(30)
    foreach ($one in $searcher.FindAll()) {
        $entry = [ordered]@{}
        foreach ($name in $Wanted) {
            $entry[$name] = @($one.Properties[$name.ToLowerInvariant()] | ForEach-Object {
                if ($_ -is [byte[]]) { [Security.Principal.SecurityIdentifier]::new([byte[]] $_, 0).Value } else { $_ }
            })
        }
        $entry
    }
}

function Find-Mapped($Certificate) {
    # Accounts that the certificate may map to (https://support.microsoft.com/help/5014754); ftplint works out which
    $serial = [BitConverter]::ToString($Certificate.GetSerialNumber()).Replace('-', '')  # in the order of a mapping
    $values = $serial, $Certificate.Thumbprint, $Certificate.Extensions['2.5.29.14'].SubjectKeyIdentifier
    $values += $Certificate.GetNameInfo('SimpleName', $false), $Certificate.GetNameInfo('EmailName', $false)
    $terms = @($values -ne $null -ne '' | ForEach-Object { "altSecurityIdentities=X509:*$(ConvertTo-LdapText $_)*" })
    $upn = $Certificate.GetNameInfo('UpnName', $false)
    if ($upn) { $terms += "userPrincipalName=$(ConvertTo-LdapText $upn)" }
    $sid = $Certificate.Extensions['1.3.6.1.4.1.311.25.2']  # of the account, as text in ASCII
    $text = "$(if ($sid) { [Text.Encoding]::ASCII.GetString($sid.RawData) })"
    if ($text -match 'S-1-5-21-[\d-]+') { $terms += "objectSid=$($Matches[0])" }
    $wanted = $state + 'objectSid', 'altSecurityIdentities', 'userPrincipalName'
    $found = @(Find-InDomain $domain "(|($($terms -join ')(')))" 'Subtree' $wanted)
    return [ordered]@{ thumbprint = $Certificate.Thumbprint; entries = $found }
}

function Get-Members([string] $Group) {
    # Of a local group, by the ends of their paths: WinNT://CORP/jane, WinNT://NT AUTHORITY/IUSR, WinNT://S-1-5-21-...
    foreach ($one in ([ADSI] "WinNT://$env:COMPUTERNAME/$Group,group").Invoke('Members')) {
        $names = ([ADSI] $one).Path.Split('/')
        if ($names[-1] -match '^S-1-') { $names[-1] } else { Get-Sid "$($names[-2])\$($names[-1])" }
    }
}

function Get-Account([string] $Name) {
    $account = [ordered]@{ name = $Name }
    $account.sid = Get-Known $Name {
        try { Get-Sid $Name } catch [Security.Principal.IdentityNotMappedException] { 'none' }
    }
    $sid = "$($account.sid)"
    if ($sid -notmatch '^S-1-5-21-' -or $sid -in $localGroups) { return $account }
    $of, $short = "$(Get-Known $Name { Get-Name $sid })".Split('\')
    if (-not $of) { return $account }
    if ($of -eq $env:COMPUTERNAME) {
        $account.user = Get-Known $Name {  # https://learn.microsoft.com/windows/win32/adsi/adsi-winnt-provider
            $user = [ADSI] "WinNT://$env:COMPUTERNAME/$short,user"
            $expires = $user.Properties['AccountExpirationDate'].Value
            @{ flags = $user.UserFlags.Value; passwordExpired = $user.PasswordExpired.Value; expires = $expires }
        }
        return $account
    }
    $account.entry = Get-Known $Name { Find-InDomain "$of/<SID=$sid>" '(objectClass=*)' 'Base' ($state + $membership) }
    $account.members = Get-Known "members of $Name" {  # of groups in it, too: LDAP_MATCHING_RULE_IN_CHAIN
        foreach ($group in $account.entry | Where-Object { $_.objectClass -contains 'group' }) {
            $chain = "memberOf:1.2.840.113556.1.4.1941:=$(ConvertTo-LdapText $group.distinguishedName[0])"
            $filter = "(|($chain)(primaryGroupID=$($sid.Split('-')[-1])))"
            Find-InDomain $of $filter 'Subtree' 'objectSid' | ForEach-Object { $_.objectSid }
        }
    }
    return $account
}

$state = 'userAccountControl', 'msDS-User-Account-Control-Computed', 'accountExpires'
$membership = 'objectClass', 'distinguishedName', 'tokenGroups', 'msIIS-FTPRoot', 'msIIS-FTPDir'
$localGroups = @()
Add-Part 'accounts' ([ordered]@{
    computer = { $computer | Select-Object 'PartOfDomain', 'Domain', 'DomainRole' }
    domainUsers = {  # a group whose name begins with the short name of the domain
        if (-not $domain) { return }
        $bytes = ([ADSI] "LDAP://$domain").objectSid.Value
        Get-Name "$([Security.Principal.SecurityIdentifier]::new($bytes, 0).Value)-513"
    }
    groups = {
        foreach ($one in Get-CimInstance Win32_Group -Filter 'LocalAccount = True') {
            $script:localGroups += $one.SID
            [ordered]@{ sid = $one.SID; members = Get-Known "group $($one.Name)" { Get-Members $one.Name } }
        }
    }
    accounts = { foreach ($one in $accounts) { Get-Account $one } }
    clientCertificates = { foreach ($one in $clients) { Find-Mapped $one } }
}) (-not $NoAccounts)

# ---- Part log: the results of the newest commands, only with -Log ----------------------------------------------------
function Get-LogLines([string] $File) {
    # Not who, from where, and which file: only these columns
    $columns = 'date', 'time', 'sc-status', 'sc-win32-status', 'sc-substatus'
    $fields = @()
    $head = Get-Content -LiteralPath $File -TotalCount 20 -Encoding UTF8 | Where-Object { $_.StartsWith('#') }
    $tail = Get-Content -LiteralPath $File -Tail $LogLines -Encoding UTF8
    $values = @(foreach ($line in @($head) + @($tail)) {
        if ($line.StartsWith('#Fields: ')) { $fields = $line.Substring(9).Split(' ') }
        if ($line -match '^(#|$)') { continue }
        $cells = $line.Split(' ')
        , @(foreach ($column in $columns) {
            $at = [array]::IndexOf($fields, $column)
            if ($at -ge 0 -and $at -lt $cells.Count) { $cells[$at] } else { '-' }
        })
    })
    [ordered]@{ file = $File; fields = $columns; values = $values }
}

Add-Part 'log' ([ordered]@{
    lines = {
        foreach ($folder in $logFolders | ForEach-Object { [Environment]::ExpandEnvironmentVariables($_) }) {
            if ((Test-Elsewhere $folder) -or -not (Test-Path -LiteralPath $folder)) { continue }
            foreach ($site in Get-ChildItem -LiteralPath $folder -Filter FTPSVC* -Directory) {
                Get-ChildItem -LiteralPath $site.FullName -Filter *.log -File | Sort-Object LastWriteTimeUtc |
                    Select-Object -Last 1 | ForEach-Object { Get-LogLines $_.FullName }
            }
        }
    }
}) ([bool] $Log)

# ---- The names of SIDs -----------------------------------------------------------------------------------------------
# Every SID in what was written, and every abbreviation of one in permissions (;;;BA): its full form, and its name
$sids = [ordered]@{}
foreach ($found in [regex]::Matches("$texts", '(?<=;;;)[A-Z]{2}|(?<=O:)[A-Z]{2}|S-1-\d+(?:-\d+)+')) {
    $sids[$found.Value] = {
        $sid = [Security.Principal.SecurityIdentifier]::new($question)
        $sid.Value
        try { $sid.Translate([Security.Principal.NTAccount]).Value }
        catch [Security.Principal.IdentityNotMappedException] { }  # a deleted account has no name
    }
}
Add-Part 'sids' $sids

# ---- The end ---------------------------------------------------------------------------------------------------------
Add-Json 'bundle' ([ordered]@{
    format = 'ftplint-evidence'; version = 2; collected = $started; collector = $Collector; computer = $env:COMPUTERNAME
    administrator = $administrator; blotted = $blotted; parts = $parts
})
$zip.Dispose()
Write-Host "Written: $target"
Write-Host "Next: look into it if you like, take it to ftplint, and run: ftplint check $(Split-Path -Leaf $Output)"
